# Completion of manicule(1) for bash. Verbs and options come from the program's own table.
_manicule() {
    local verb options word
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    verb=${COMP_WORDS[1]}
    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        while IFS= read -r word; do
            COMPREPLY+=("$word")
        done < <(compgen -W "$(_manicule_verbs)" -- "$cur"; compgen -f -X '!*.@(manicule|txt)' -- "$cur"; compgen -d -- "$cur")
        return
    fi
    options=$(_manicule_options "$verb")
    case $prev in
    --set) COMPREPLY=($(compgen -W 'person gold suggestion review all' -- "$cur")); return ;;
    --status) COMPREPLY=($(compgen -W 'new open done returned accepted' -- "$cur")); return ;;
    --theme) COMPREPLY=($(compgen -W 'dark light mono' -- "$cur")); return ;;
    --offsets) COMPREPLY=($(compgen -W 'codepoint utf8 utf16' -- "$cur")); return ;;
    esac
    case $cur in
    -*) COMPREPLY=($(compgen -W "$options" -- "$cur")) ;;
    *)
        local filter=
        ((COMP_CWORD == 2)) && filter='!*.manicule'
        while IFS= read -r word; do
            COMPREPLY+=("$word")
        done < <(compgen -f ${filter:+-X "$filter"} -- "$cur"; ((COMP_CWORD == 2)) && compgen -d -- "$cur")
        ;;
    esac
}

_manicule_options() {
    local options=
    case $1 in
    # @bash@
    # @end@
    esac
    echo "$options"
}

_manicule_verbs() {
    declare -f _manicule_options | sed -n 's/^ *\([a-z-]*\))$/\1/p'
}

complete -o filenames -F _manicule manicule
