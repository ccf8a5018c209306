# When bash shows the segment: behind every other command before a prompt, as others may make a
# new PS1 in theirs. From 5.1 on PROMPT_COMMAND is an array, each element of which finds the status
# and PIPESTATUS of the last command line; who takes or replaces it without an index means the
# first, so that ours stays behind. In older ones, and where it is exported, it is one string.

# Puts the segment in front of PS1, and takes away what was put there before.
_rolecall_place() {
    # shellcheck disable=SC2016  # the prompt expands it
    \builtin local own="${PS1-}" front='${ROLECALL_PROMPT:+$ROLECALL_PROMPT }'
    if ! \builtin shopt -q promptvars; then
        front="${ROLECALL_PROMPT:+${ROLECALL_PROMPT//\\/\\\\} }"
    fi
    # An assignment to a readonly PS1 would end this function with an error.
    \builtin printf -v PS1 '%s' "$front${own#"${_rolecall_front-}"}" 2>/dev/null || return 0
    _rolecall_front="$front"
}

# Behind all others before a prompt. The status stays what it was for who comes next.
_rolecall_behind() {
    \builtin local last=$?
    _rolecall_segment
    [[ -z "${_rolecall_in_front-}" ]] || _rolecall_place
    case "${_rolecall_looks-}:${PROMPT_COMMAND[*]-}" in
        :*_rolecall_last* | :*_rolecall_around*) ;;
        *) # the first prompt, or somebody else runs the commands that he found
            _rolecall_looks=''
            _rolecall_hook
            ;;
    esac
    case $- in *e*) return 0 ;; esac
    return "$last"
}

# Around the last of the other commands, given as text: a DEBUG trap that times what is typed
# begins with the next command behind them, but sees none in a function.
_rolecall_around() {
    \builtin eval "$1"
    _rolecall_behind
}

# Sets _rolecall_wrapped to the command that runs $1 within _rolecall_around.
# shellcheck disable=SC2016  # it is expanded where it is run
_rolecall_wrap() {
    \builtin local text="$1"
    _rolecall_wrapped='${_rolecall_around-eval} '\'
    while [[ "$text" == *\'* ]]; do
        _rolecall_wrapped="$_rolecall_wrapped${text%%\'*}'\\''"
        text="${text#*\'}"
    done
    _rolecall_wrapped="$_rolecall_wrapped$text'"
}

# Takes our place in PROMPT_COMMAND. Where it is exported, a bash without our functions reads it:
# hence their names in variables, which it does not have.
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
    # Who traps DEBUG may come after us: only outside of a function can it be seen.
    [[ -z "${_rolecall_looks-}" ]] ||
        behind='_rolecall_debug="$(\builtin trap -p DEBUG)"; '"$behind"
    PROMPT_COMMAND[last + 1]="$behind"
}

_rolecall_debug="$(\builtin trap -p DEBUG)"
_rolecall_looks=yes
_rolecall_hook
