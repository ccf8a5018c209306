# Updates the segment before each prompt in bash: after all other commands of PROMPT_COMMAND, since
# they may set PS1. From 5.1 on PROMPT_COMMAND is an array, and each element sees the status and
# PIPESTATUS of the last command line. Code that assigns it without an index replaces the first
# element, so that ours, the last, remains. In older versions, and where it is exported, it is a
# string.

# Puts the segment before PS1, in the place of the previous one.
_rolecall_place() {
    # shellcheck disable=SC2016  # the prompt expands it
    \builtin local own="${PS1-}" front='${ROLECALL_PROMPT:+$ROLECALL_PROMPT }'
    if ! \builtin shopt -q promptvars; then
        front="${ROLECALL_PROMPT:+${ROLECALL_PROMPT//\\/\\\\} }"
    fi
    # printf, as an assignment to a readonly PS1 would abort this function.
    \builtin printf -v PS1 '%s' "$front${own#"${_rolecall_front-}"}" 2>/dev/null || return 0
    _rolecall_front="$front"
}

# The last command before each prompt. It keeps the exit status for commands added later.
_rolecall_behind() {
    \builtin local last=$?
    _rolecall_segment
    [[ -z "${_rolecall_in_front-}" ]] || _rolecall_place
    case "${_rolecall_looks-}:${PROMPT_COMMAND[*]-}" in
        :*_rolecall_last* | :*_rolecall_around*) ;;
        *) # the first prompt, or another tool replaced PROMPT_COMMAND
            _rolecall_looks=''
            _rolecall_hook
            ;;
    esac
    case $- in *e*) return 0 ;; esac
    return "$last"
}

# Runs the last of the other commands, given as text, then ours. A DEBUG trap that measures what the
# user types would start at our command if it followed on its own; it sees no commands in functions.
_rolecall_around() {
    \builtin eval "$1"
    _rolecall_behind
}

# Sets _rolecall_wrapped to the command that runs $1 within _rolecall_around.
# shellcheck disable=SC2016  # expanded where it is run
_rolecall_wrap() {
    \builtin local text="$1"
    _rolecall_wrapped='${_rolecall_around-eval} '\'
    while [[ "$text" == *\'* ]]; do
        _rolecall_wrapped="$_rolecall_wrapped${text%%\'*}'\\''"
        text="${text#*\'}"
    done
    _rolecall_wrapped="$_rolecall_wrapped$text'"
}

# Adds our command to PROMPT_COMMAND. Where that is exported, child shells without our functions
# read it: so it holds variables with their names, which are unset there.
# shellcheck disable=SC2016,SC2128,SC2178  # its first element is the string of older ones
_rolecall_hook() {
    \builtin local flags index last=0 found='' behind='${_rolecall_last-:}'
    flags="$(\builtin declare -p PROMPT_COMMAND 2>/dev/null)" || flags=''
    flags="${flags#declare -}"
    flags="${flags%% *}"
    if [[ "$flags" == *r* ]]; then
        _rolecall_fixed=yes
        _rolecall_segment
        [[ -z "${_rolecall_in_front-}" ]] || _rolecall_place
        return 0
    fi
    _rolecall_last=_rolecall_behind
    _rolecall_around=_rolecall_around
    if [[ "$flags" == *x* || $((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1])) -lt 501 ]]; then
        case "${PROMPT_COMMAND-}" in
            *_rolecall_last* | *_rolecall_around*) return 0 ;;
            '') PROMPT_COMMAND="$behind" ;;
            *)
                _rolecall_wrap "$PROMPT_COMMAND"
                [[ -n "${_rolecall_debug-}" ]] ||
                    _rolecall_wrapped="$PROMPT_COMMAND"$'\n'"$behind"
                PROMPT_COMMAND="$_rolecall_wrapped"
                ;;
        esac
        return 0
    fi
    for index in "${!PROMPT_COMMAND[@]}"; do
        if [[ "${PROMPT_COMMAND[index]}" == *"$behind" ]]; then
            \builtin unset -v "PROMPT_COMMAND[$index]"
        elif [[ -n "${PROMPT_COMMAND[index]}" ]]; then
            last="$index"
            found="${PROMPT_COMMAND[index]}"
        fi
    done
    if [[ -n "$found" && -n "${_rolecall_debug-}" ]]; then
        [[ "$found" != '${_rolecall_around-eval} '* ]] || return 0
        _rolecall_wrap "$found"
        PROMPT_COMMAND[last]="$_rolecall_wrapped"
        return 0
    fi
    # A DEBUG trap may be set after this, and can only be read outside of functions.
    [[ -z "${_rolecall_looks-}" ]] ||
        behind='_rolecall_debug="$(\builtin trap -p DEBUG)"; '"$behind"
    PROMPT_COMMAND[last + 1]="$behind"
}

_rolecall_debug="$(\builtin trap -p DEBUG)"
_rolecall_looks=yes
_rolecall_hook
