# Completion of manicule(1) for fish. Verbs and options come from the program's own table.
complete -c manicule -n '__fish_seen_subcommand_from export' -l set -xa 'person gold suggestion review all'
complete -c manicule -n '__fish_seen_subcommand_from export' -l status -xa 'new open done returned accepted'
complete -c manicule -n '__fish_seen_subcommand_from export' -l offsets -xa 'codepoint utf8 utf16'
complete -c manicule -n '__fish_seen_subcommand_from open' -l theme -xa 'dark light mono'
# @fish@
# @end@
