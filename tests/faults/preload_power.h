/* preload_power.h: what preload_power.c notes, as records in a file: each a struct power_op with
 * the bytes of a write behind it. */
#ifndef MANICULE_TESTS_PRELOAD_POWER_H
#define MANICULE_TESTS_PRELOAD_POWER_H

#include <stdbool.h>
#include <stdint.h>

enum power_kind { POWER_CREATE, POWER_WRITE, POWER_TRUNCATE, POWER_SYNC, POWER_REMOVE, POWER_TOLD };

/* OTHER: another file of the project's folder, of which the replay knows nothing. */
enum power_file { POWER_PROJECT, POWER_JOURNAL, POWER_FOLDER, POWER_OTHER, POWER_FILES };

struct power_op {
    uint8_t kind, file;
    uint16_t unused;
    uint32_t n;  /* bytes that follow */
    uint64_t at; /* of a write: where; of a truncation: the size */
};

/* From here on this process is recorded in the file `log`. Project: an absolute path. Told: a
 * descriptor; what is written there is an acknowledgement. Mode: a word that takes the place of
 * FULL where SQLite is told how to sync, or NULL. False: the log cannot be written. */
bool power_record(const char *log, const char *project, int told, const char *mode);
typedef bool power_record_fn(const char *log, const char *project, int told, const char *mode);

#endif
