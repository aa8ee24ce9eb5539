# manicule: `make help` lists what can be asked for.
#
# Rooms stand on floors; each may use only those below it (src/README.md). What a room may link
# is said once, here: ROOMS in order of floors, LIBS_room its own libraries, USES_room the rooms
# below. A test of a room links that room whole with these and nothing else.

VERSION = 1.0.0
PREFIX ?= /usr/local
BUILD ?= release
O = build/$(BUILD)
ifeq ($(origin CC),default)
CC = $(if $(filter clang fuzz,$(BUILD)),clang,gcc)
endif

# Debian packages: what the program needs, and what its tests need besides. `make demo` and
# `make check` fetch what is missing; the others only say so.
PACKAGES = gcc libc6-dev libncurses-dev libsqlite3-dev libunistring-dev nettle-dev
CHECK_PACKAGES = libjansson-dev libcmocka-dev libvterm-dev mandoc python3 valgrind clang libclang-rt-14-dev
BENCH_PACKAGES = libvterm-dev libjansson-dev less vim-tiny sqlite3 strace python3 jq

.DEFAULT_GOAL = all
# One short line for each file made; `make V=1` shows the commands.
Q = $(if $(V),,@echo '  $(1) $@';)
-include config.mk

WARN = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings \
  -Wvla -Wundef -Wformat=2 -Wcast-qual -Wimplicit-fallthrough -Wconversion -Werror=format-security
HARDEN = -fstack-protector-strong -fPIE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 \
  -ftrivial-auto-var-init=zero -fno-strict-overflow -fstack-clash-protection \
  $(if $(filter x86_64,$(shell uname -m)),-fcf-protection=full)
FLAGS_release = -O2 -g $(HARDEN)
FLAGS_clang = -O2 -g $(filter-out -ftrivial-auto-var-init=zero,$(HARDEN)) # clang 14 does not have it yet
SANITIZE = -O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=undefined
FLAGS_san = $(SANITIZE) -fsanitize=address,undefined
FLAGS_fuzz = $(SANITIZE) -fsanitize=fuzzer-no-link,address,undefined
LINK_release = -pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code,--as-needed
LINK_clang = $(LINK_release)
LINK_san = -fsanitize=address,undefined
LINK_fuzz = -fsanitize=address,undefined
CFLAGS_ALL = -std=c17 -D_GNU_SOURCE $(WARN) $(if $(WERROR),-Werror) $(FLAGS_$(BUILD)) -Iinclude -I$(O)/gen -DMANICULE_VERSION='"$(VERSION)"' $(CFLAGS)

# ---- the house ----
ROOMS = base text marks suggest formats store flow workbench view tui cmd
LIBS_text = -lunistring
LIBS_marks = -lnettle
LIBS_store = -lsqlite3
LIBS_tui = -lncursesw -ltinfo
TEST_LIBS_tui = -lvterm -lutil
TEST_LIBS_cmd = -lvterm -lutil
TEST_LIBS_formats = -ljansson
TEST_LIBS_marks = -ljansson
USES_base =
USES_text = base
USES_marks = text base
USES_suggest = marks text base
USES_formats = marks text base
USES_store = marks text base
USES_flow = store formats suggest marks text base
USES_workbench = flow store formats suggest marks text base
USES_view = workbench flow store formats suggest marks text base
USES_tui = view workbench flow store formats suggest marks text base
USES_cmd = tui view workbench flow store formats suggest marks text base

lib = $(O)/lib/$(1).a
libs = $(foreach r,$(1) $(USES_$(1)),$(LIBS_$(r)))
sources = $(wildcard src/$(1)/*.c)
objects = $(patsubst src/%.c,$(O)/obj/%.o,$(call sources,$(1)))
QUERIES = schemas/sql/queries.sql
EMBED = $(filter-out $(QUERIES),$(wildcard schemas/sql/*.sql schemas/json/*.json schemas/labels/*.json src/share/*.keys src/share/*.css))

all: hint $(O)/manicule ## build the program: build/manicule
	@ln -sf $(patsubst build/%,%,$(O))/manicule build/manicule

hint:
	@sh src/share/packages.sh --hint $(PACKAGES)

# The libraries are linked into the program where their archives are at hand: it starts in half the
# time, and one file runs on any host with the same libc. `make STATIC=` links all of them shared.
STATIC = $(filter release clang,$(BUILD))
program_libs = $(if $(STATIC),-Wl$(comma)-Bstatic $(call libs,cmd) -Wl$(comma)-Bdynamic -lm,$(call libs,cmd))
comma = ,

$(O)/manicule: $(O)/obj/main.o $(call lib,cmd) $(foreach r,$(USES_cmd),$(call lib,$(r)))
	$(call Q,CC) $(CC) $(CFLAGS_ALL) $(LINK_$(BUILD)) -o $@ $^ $(program_libs) $(LDFLAGS)

define room
$(call lib,$(1)): $(call objects,$(1)) $(if $(filter base,$(1)),$(O)/obj/embed.o)
	@mkdir -p $$(@D)
	@rm -f $$@
	$$(call Q,AR) $$(AR) rcs $$@ $$^
endef
$(foreach r,$(ROOMS),$(eval $(call room,$(r))))

$(O)/gen/embed.c $(O)/gen/embed.h &: schemas/embed.awk $(EMBED)
	@mkdir -p $(@D)
	@{ echo '/* made by schemas/embed.awk */'; awk -v mode=header -f schemas/embed.awk $(EMBED); } > $(O)/gen/embed.h
	@{ echo '#include "embed.h"'; awk -f schemas/embed.awk $(EMBED); } > $(O)/gen/embed.c

$(O)/gen/queries.h: schemas/queries.awk $(QUERIES)
	@mkdir -p $(@D)
	@awk -f schemas/queries.awk $(QUERIES) > $@.new && mv $@.new $@

# GNU C lets a string be as long as it needs; ISO C promises 4095 characters only.
$(O)/obj/embed.o: $(O)/gen/embed.c
	@mkdir -p $(@D)
	$(call Q,CC) $(CC) $(CFLAGS_ALL) -Wno-overlength-strings -c -o $@ $<

$(O)/obj/%.o: src/%.c $(O)/gen/embed.h $(O)/gen/queries.h
	@mkdir -p $(@D)
	$(call Q,CC) $(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

# ---- the tests: tests/ROOM/test_*.c, each a cmocka program of its own ----
test_bin = $(patsubst tests/%.c,$(O)/tests/%,$(wildcard tests/$(1)/test_*.c))
TESTLIB = $(O)/tests/libtest.a

$(O)/tests/lib/%.o: tests/lib/%.c
	@mkdir -p $(@D)
	$(call Q,CC) $(CC) $(CFLAGS_ALL) -Itests/lib -MMD -MP -c -o $@ $<

$(TESTLIB): $(patsubst tests/lib/%.c,$(O)/tests/lib/%.o,$(wildcard tests/lib/*.c))
	@rm -f $@
	$(call Q,AR) $(AR) rcs $@ $^

# A room's tests: the room whole, the rooms below it, its own libraries, and nothing else.
define room_tests
$(call test_bin,$(1)): $(O)/tests/%: tests/%.c $(TESTLIB) $(call lib,$(1)) $(foreach r,$(USES_$(1)),$(call lib,$(r)))
	@mkdir -p $$(@D)
	$$(call Q,CC) $(CC) $(CFLAGS_ALL) -Itests/lib -MMD -MP $(LINK_$(BUILD)) -o $$@ $$< $(TESTLIB) -Wl,--whole-archive $(call lib,$(1)) -Wl,--no-whole-archive $(foreach r,$(USES_$(1)),$(call lib,$(r))) $(call libs,$(1)) $(TEST_LIBS_$(1)) -lcmocka
endef
$(foreach r,$(ROOMS),$(eval $(call room_tests,$(r))))
ROOM_TESTS = $(foreach r,$(ROOMS),$(call test_bin,$(r)))

# Tests of the whole house: they link every room, and may start the program ($MANICULE). What is
# written in shell is tests/PART/test_*.sh and speaks TAP (tests/lib/tap.sh).
PARTS = faults screens ssh
HOUSE = $(foreach r,cmd $(USES_cmd),$(call lib,$(r)))
HOUSE_TESTS = $(foreach p,$(PARTS),$(call test_bin,$(p)))
scripts = $(wildcard tests/$(1)/test_*.sh)

$(HOUSE_TESTS): $(O)/tests/%: tests/%.c $(TESTLIB) $(HOUSE)
	@mkdir -p $(@D)
	$(call Q,CC) $(CC) $(CFLAGS_ALL) -Itests/lib -MMD -MP $(LINK_$(BUILD)) -o $@ $< $(TESTLIB) $(HOUSE) $(call libs,cmd) -lcmocka -lvterm -lutil

golden: $(O)/manicule $(O)/tests/screens/test_golden ## write the golden screens anew, to be read like code
	@MANICULE=$(abspath $(O)/manicule) GOLDEN=write $(O)/tests/screens/test_golden

# Preloaded libraries that play a part in a test: tests/PART/preload_*.c.
PRELOADS = $(patsubst tests/%.c,$(O)/tests/%.so,$(wildcard tests/*/preload_*.c))
$(PRELOADS): $(O)/tests/%.so: tests/%.c
	@mkdir -p $(@D)
	$(call Q,CC) $(CC) -std=c17 -D_GNU_SOURCE $(WARN) $(if $(WERROR),-Werror) -O2 -g -fPIC -shared -MMD -MP -o $@ $< -ldl

RUN = MANICULE=$(abspath $(O)/manicule) O=$(abspath $(O)) sh tests/lib/run.sh

test-programs: $(O)/manicule $(ROOM_TESTS) $(HOUSE_TESTS) $(PRELOADS)

ROOM_SCRIPTS = $(foreach r,$(ROOMS),$(call scripts,$(r)))
unit: $(ROOM_TESTS) $(if $(ROOM_SCRIPTS),$(O)/manicule) ## run the rooms' unit tests
	@$(RUN) $(ROOM_TESTS) $(ROOM_SCRIPTS)
unit test-cmd: $(O)/manicule # which the verbs' tests run

define room_check
test-$(1): $(call test_bin,$(1)) $(if $(call scripts,$(1)),$(O)/manicule)
	@$(RUN) $(call test_bin,$(1)) $(call scripts,$(1))
endef
$(foreach r,$(ROOMS),$(eval $(call room_check,$(r))))

define part_check
test-$(1): $(O)/manicule $(PRELOADS) $(call test_bin,$(1))
	@$(RUN) $(call test_bin,$(1)) $(call scripts,$(1))
endef
$(foreach p,$(PARTS),$(eval $(call part_check,$(p))))

check: ## prove everything: fetches what is missing, ends with a line of counts
	@sh src/share/packages.sh $(PACKAGES) $(CHECK_PACKAGES)
	@MAKE='$(MAKE)' MAKEFLAGS= sh tests/lib/check.sh

# One program of all files in tests/bench; what it makes and measures on stays in build/bench.
BENCH = $(O)/tests/bench/bench
BENCH_OBJECTS = $(patsubst tests/%.c,$(O)/tests/%.o,$(wildcard tests/bench/*.c))
$(BENCH_OBJECTS): $(O)/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(call Q,CC) $(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

$(BENCH): $(BENCH_OBJECTS) $(HOUSE)
	$(call Q,CC) $(CC) $(CFLAGS_ALL) $(LINK_$(BUILD)) -o $@ $^ $(call libs,cmd) -lvterm -lutil -ljansson -lsqlite3

bench: ## print what it costs, beside less, vim, SQLite and the limits
	@sh src/share/packages.sh $(PACKAGES) $(BENCH_PACKAGES)
	@$(MAKE) --no-print-directory $(O)/manicule $(BENCH)
	@MANICULE=$(abspath $(O)/manicule) BENCH_FOLDER=$(abspath build/bench) $(BENCH)

san: ## the units and screens under the address and undefined behaviour sanitizers
	@$(MAKE) --no-print-directory BUILD=san unit
	@$(MAKE) --no-print-directory BUILD=san test-screens

VALGRIND = valgrind -q --error-exitcode=99 --child-silent-after-fork=yes --leak-check=full \
  --show-leak-kinds=definite --errors-for-leak-kinds=definite \
  --soname-synonyms=somalloc=nouserintercepts # the malloc of a test that lets memory run out
VALGRIND_ROOMS = $(ROOMS)
VALGRIND_TESTS = # single ones besides: workbench/test_article
valgrind: $(foreach r,$(VALGRIND_ROOMS),$(call test_bin,$(r))) $(VALGRIND_TESTS:%=$(O)/tests/%) ## the unit tests under valgrind
	@UNDER='$(VALGRIND)' $(RUN) $^

# ---- fuzzing: tests/fuzz/fuzz_NAME.c, kept inputs in tests/data/fuzz/NAME/ ----
FUZZERS = $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_SECONDS = 3600
$(patsubst %,$(O)/fuzz/%,$(FUZZERS)): $(O)/fuzz/%: tests/fuzz/fuzz_%.c $(TESTLIB) $(HOUSE)
	@mkdir -p $(@D)
	$(call Q,CC) $(CC) $(CFLAGS_ALL) -fsanitize=fuzzer -Itests/lib -MMD -MP $(LINK_$(BUILD)) -o $@ $< $(TESTLIB) $(HOUSE) $(call libs,cmd) -lcmocka -lvterm -lutil

fuzz-run: $(patsubst %,$(O)/fuzz/%,$(FUZZERS))
	@O=$(O) sh tests/lib/fuzz.sh $(FUZZ_SECONDS) $(FUZZERS)

fuzz-smoke: ## every fuzz target: the kept inputs, then a few seconds of new ones
	@$(MAKE) --no-print-directory BUILD=fuzz FUZZ_SECONDS=4 fuzz-run

fuzz: ## fuzz for hours: FUZZ_SECONDS=3600 for each target
	@$(MAKE) --no-print-directory BUILD=fuzz fuzz-run

HARDENED = $(if $(filter release clang,$(BUILD)),$(O)/manicule)
lint: manuals $(HARDENED) ## manual pages, headers, scripts, schemas, and the program's hardening
	@PROGRAM='$(HARDENED)' CC='$(CC)' O=$(O) CFLAGS_ALL='$(filter-out -DMANICULE_VERSION=%,$(CFLAGS_ALL))' sh tests/lib/lint.sh

# ---- the manual and the completions: their tables are the program's own ----
MANUALS = $(patsubst man/%,$(O)/man/%,$(wildcard man/*.[1-9]))
COMPLETIONS = $(patsubst src/share/%,$(O)/%,$(wildcard src/share/completions/*))
$(O)/tables: src/share/tables.c src/share/tables_mdoc.c src/share/tables_shell.c src/share/tables.h $(HOUSE)
	@mkdir -p $(@D)
	$(call Q,CC) $(CC) $(CFLAGS_ALL) $(LINK_$(BUILD)) -o $@ $(filter %.c,$^) $(HOUSE) $(call libs,cmd)

$(MANUALS): $(O)/man/%: man/% $(O)/tables
	@mkdir -p $(@D)
	$(call Q,MAN) $(O)/tables <$< >$@

$(COMPLETIONS): $(O)/completions/%: src/share/completions/% $(O)/tables
	@mkdir -p $(@D)
	$(call Q,GEN) $(O)/tables <$< >$@

manuals: $(MANUALS) $(COMPLETIONS)

manual-tables: $(MANUALS) ## bring the tables in man/ up to date with the program's own
	@for page in $(MANUALS); do cmp -s $$page man/$${page##*/} || cp $$page man/$${page##*/}; done

# ---- for people ----
$(O)/picture: src/share/picture.c $(TESTLIB) $(HOUSE)
	$(call Q,CC) $(CC) $(CFLAGS_ALL) -Itests/lib -MMD -MP $(LINK_$(BUILD)) -o $@ $< $(TESTLIB) $(HOUSE) $(call libs,cmd) -lcmocka -lvterm -lutil

picture: $(O)/manicule $(O)/picture ## draw the README's pictures anew, from the program itself
	@sh src/share/picture.sh $(O) >$(O)/screen.svg && mv $(O)/screen.svg man/screen.svg
	@sh src/share/picture.sh $(O) adjudicate >$(O)/adjudicate.svg && mv $(O)/adjudicate.svg man/adjudicate.svg

demo: ## build, mark up three sample articles, and open the workbench on them
	@sh src/share/packages.sh $(PACKAGES)
	@$(MAKE) --no-print-directory all
	@sh src/share/demo.sh build/manicule

SHARE = $(DESTDIR)$(PREFIX)/share
install: $(O)/manicule manuals ## install under PREFIX (/usr/local), into DESTDIR
	install -D -m 755 $(O)/manicule $(DESTDIR)$(PREFIX)/bin/manicule
	for page in $(MANUALS); do install -D -m 644 $$page $(SHARE)/man/man$${page##*.}/$${page##*/} || exit 1; done
	install -D -m 644 $(O)/completions/manicule.bash $(SHARE)/bash-completion/completions/manicule
	install -D -m 644 $(O)/completions/_manicule $(SHARE)/zsh/vendor-completions/_manicule
	install -D -m 644 $(O)/completions/manicule.fish $(SHARE)/fish/vendor_completions.d/manicule.fish
	for file in $(wildcard src/share/*.keys); do install -D -m 644 $$file $(SHARE)/manicule/keys/$${file##*/} || exit 1; done
	for file in $(wildcard schemas/labels/*.json); do install -D -m 644 $$file $(SHARE)/manicule/labels/$${file##*/} || exit 1; done
	for file in $(wildcard schemas/json/*.json); do install -D -m 644 $$file $(SHARE)/manicule/schemas/$${file##*/} || exit 1; done
	for file in $(wildcard src/share/examples/*); do install -D -m 644 $$file $(SHARE)/manicule/examples/$${file##*/} || exit 1; done
	for file in README.md CHANGES.md LICENSE; do install -D -m 644 $$file $(SHARE)/doc/manicule/$$file || exit 1; done

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(PREFIX)/bin/manicule
	for page in $(MANUALS); do rm -f $(SHARE)/man/man$${page##*.}/$${page##*/}; done
	rm -f $(SHARE)/bash-completion/completions/manicule $(SHARE)/zsh/vendor-completions/_manicule $(SHARE)/fish/vendor_completions.d/manicule.fish
	rm -rf $(SHARE)/manicule $(SHARE)/doc/manicule

dist: ## pack the sources as build/manicule-VERSION.tar.gz
	@mkdir -p build
	git archive --prefix=manicule-$(VERSION)/ -o build/manicule-$(VERSION).tar.gz HEAD

help: ## this list
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## /{printf "  make %-12s %s\n", $$1, $$2}' Makefile
	@echo '  make test-ROOM    the tests of one room: $(ROOMS)'
	@echo '                    and of the whole: $(PARTS)'
	@echo '  BUILD=san|clang   another build tree;  V=1 shows the commands;  config.mk holds your own settings'

format: ## lay the sources out as .clang-format says (an offer, not a rule)
	clang-format -i $$(git ls-files '*.c' '*.h')

clean: ## remove everything that was built
	rm -rf build

.PHONY: all golden manual-tables hint unit check bench san valgrind fuzz fuzz-smoke fuzz-run lint manuals picture demo install uninstall dist help format clean \
  test-programs $(foreach r,$(ROOMS) $(PARTS),test-$(r))
.DELETE_ON_ERROR:
-include $(shell find $(O) -type f -name '*.d' 2>/dev/null)
