# Rolecall in bash: functions that change this shell, completion, a prompt segment.
# For bash 3.2 and later. The backslash before builtin prevents alias expansion.

# Runs the rolecall on PATH, else the one that printed this script.
_rolecall_run() {
    \builtin local found
    found="$(\builtin type -P rolecall)" || found="${_rolecall_program-}"
    if [[ -z "$found" ]]; then
        \builtin printf '%s\n' 'rolecall: the program is not on PATH' >&2
        return 127
    fi
    "$found" "$@"
}

# Evaluates its output if it succeeds; help is printed. In a command substitution, as in
# eval $(assume-role ACCOUNT), this shell is a subshell that ends at once: there the lines are
# printed as well. In other subshells, as in ( assume-role ACCOUNT; COMMAND ) > FILE, they are not,
# or they would end up in the file.
_rolecall_become() {
    \builtin local lines captured=1
    lines="$(_rolecall_run "$@")" || return $?
    case $lines in
        'export '* | 'unset '*) ;;
        ?*) \builtin printf '%s\n' "$lines" && return 0 ;;
        *) return 0 ;;
    esac
    if [[ ${BASH_SUBSHELL-0} -gt 0 ]]; then
        _rolecall_captured && captured=0 || captured=$?
    fi
    if [[ $captured -eq 0 ]]; then
        \builtin printf '%s\n' "$lines" || return $?
    fi
    \builtin eval "$lines"
    _rolecall_segment
    if [[ $captured -eq 2 ]]; then
        # shellcheck disable=SC2016  # the user types it
        \builtin printf '%s %s\n' 'rolecall: no secret is printed, as nothing tells where it' \
            'would go; hint: out="$(command assume-role ACCOUNT ROLE)" && eval "$out"' >&2
        return 1
    fi
}

function rolecall {
    if [[ $# -eq 0 ]]; then
        _rolecall_become --shell bash
    elif [[ "$1" == pick ]]; then
        \builtin shift
        _rolecall_become pick --shell bash "$@"
    elif [[ "$1" == doctor ]]; then
        # shellcheck disable=SC2034  # the program reads it
        \builtin local -x ROLECALL_INTEGRATION=bash
        _rolecall_run "$@"
    else
        _rolecall_run "$@"
    fi
}

# With --posix, bash allows no function of this name.
case ":${SHELLOPTS-}:" in
    *:posix:*) ;;
    *) \builtin eval 'function assume-role { _rolecall_become assume-role --shell bash "$@"; }' ;;
esac

# Completes the command after `--`, of exec and demo, as a command line of its own.
_rolecall_complete_command() {
    \builtin local place="$1" word="${COMP_WORDS[COMP_CWORD]}" line kind=-f
    if \builtin declare -F _comp_command_offset >/dev/null; then
        _comp_command_offset "$place"
    elif \builtin declare -F _command_offset >/dev/null; then
        _command_offset "$place"
    else # without bash-completion: names of commands, then of files
        word="${word#[\'\"]}"
        word="${word//\\/}"
        [[ $COMP_CWORD -ne $place || "$word" == */* ]] || kind=-c
        while IFS= \builtin read -r line; do
            [[ -z "$line" ]] || COMPREPLY[${#COMPREPLY[@]}]="$line"
        done <<<"$(\builtin compgen $kind -- "$word")"
        [[ $kind == -c ]] || \builtin compopt -o filenames 2>/dev/null
    fi
}

_rolecall_complete() {
    \builtin local line lines place
    COMPREPLY=()
    if [[ "${COMP_WORDS[1]-}" == exec || "${COMP_WORDS[1]-}" == demo ]]; then
        for ((place = 2; place < COMP_CWORD; place++)); do
            if [[ "${COMP_WORDS[place]}" == -- ]]; then
                _rolecall_complete_command "$((place + 1))"
                return 0
            fi
        done
    fi
    line="${COMP_LINE:0:COMP_POINT}"
    lines="$(_rolecall_run complete --line -- "$line" "$COMP_WORDBREAKS" 2>/dev/null </dev/null)" ||
        return 0
    while IFS= \builtin read -r line; do
        [[ -z "$line" ]] || COMPREPLY[${#COMPREPLY[@]}]="$line"
    done <<<"$lines"
}

\builtin complete -F _rolecall_complete rolecall assume-role 2>/dev/null || \builtin :
