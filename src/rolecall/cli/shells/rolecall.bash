# Rolecall in bash: functions that change this shell, completion, a prompt segment.
# Every bash since 3.2 reads this. A backslash before builtin keeps aliases away from it.

# Run the rolecall on PATH, else the one that printed this.
_rolecall_run() {
    \builtin local found
    found="$(\builtin type -P rolecall)" || found="${_rolecall_program-}"
    if [[ -z "$found" ]]; then
        \builtin printf '%s\n' 'rolecall: the program is not on PATH' >&2
        return 127
    fi
    "$found" "$@"
}

# Evaluate what it prints, if it succeeds. Help is shown. Where the output is captured, as in
# eval $(assume-role ACCOUNT), this shell is a copy that ends at once: then the lines are printed
# as well.
_rolecall_become() {
    \builtin local lines
    lines="$(_rolecall_run "$@")" || return $?
    case $lines in
        'export '* | 'unset '*)
            if [[ ${BASH_SUBSHELL-0} -gt 0 && ! -t 1 ]]; then
                \builtin printf '%s\n' "$lines" || return $?
            fi
            \builtin eval "$lines"
            ;;
        ?*) \builtin printf '%s\n' "$lines" ;;
    esac
}

function rolecall {
    if [[ $# -eq 0 ]]; then
        _rolecall_become --shell bash
    else
        _rolecall_run "$@"
    fi
}

# With --posix, bash takes no function of this name.
case ":${SHELLOPTS-}:" in
    *:posix:*) ;;
    *) \builtin eval 'function assume-role { _rolecall_become assume-role --shell bash "$@"; }' ;;
esac

_rolecall_complete() {
    \builtin local line lines
    COMPREPLY=()
    line="${COMP_LINE:0:COMP_POINT}"
    lines="$(_rolecall_run complete --line -- "$line" "$COMP_WORDBREAKS" 2>/dev/null </dev/null)" ||
        return 0
    while IFS= \builtin read -r line; do
        [[ -z "$line" ]] || COMPREPLY[${#COMPREPLY[@]}]="$line"
    done <<<"$lines"
}

# Sets _rolecall_now, in epoch seconds; fails where this bash cannot tell without a process.
_rolecall_clock() {
    _rolecall_now="${EPOCHSECONDS-}"
    [[ -n "$_rolecall_now" ]] || \builtin printf -v _rolecall_now '%(%s)T' -1 2>/dev/null
}

# Sets ROLECALL_PROMPT. Its unprintable parts stand between the two bytes that \[ and \] of a
# prompt become, so that PS1 takes it by its name, within single quotes: '${ROLECALL_PROMPT-}'.
_rolecall_segment() {
    \builtin local edge='' red='' plain='' left='' minutes _rolecall_now
    ROLECALL_PROMPT=''
    [[ -n "${AWS_ACCOUNT_NAME-}" && -n "${AWS_ACCOUNT_ROLE-}" ]] || return 0
    if [[ -z "${NO_COLOR-}" && "${TERM-dumb}" != dumb ]]; then
        edge=$'\001\033[34m\002'
        red=$'\001\033[31m\002'
        plain=$'\001\033[39m\002'
    fi
    # Nothing but digits may meet arithmetic, which would run the $(...) of an index.
    if [[ ! "${ROLECALL_EXPIRES-}" =~ ^[0-9]{1,12}$ ]]; then
        :
    elif ! _rolecall_clock; then
        if [[ "${AWS_CREDENTIAL_EXPIRATION-}" =~ T([0-9]{2}:[0-9]{2}):[0-9]{2}Z$ ]]; then
            left=" until ${BASH_REMATCH[1]}Z"
        fi
    else
        left=$((10#$ROLECALL_EXPIRES - _rolecall_now))
        if [[ $left -ge 3600 ]]; then
            minutes="0$((left % 3600 / 60))"
            left=" $((left / 3600))h${minutes: -2}m"
        elif [[ $left -ge 300 ]]; then
            left=" $((left / 60))m"
        elif [[ $left -ge 60 ]]; then
            left=" $red$((left / 60))m$plain"
        elif [[ $left -gt 0 ]]; then
            left=" $red${left}s$plain"
        else
            left=" ${red}expired$plain"
        fi
    fi
    ROLECALL_PROMPT="${AWS_ACCOUNT_NAME//[[:cntrl:]]/}:${AWS_ACCOUNT_ROLE//[[:cntrl:]]/}"
    ROLECALL_PROMPT="${edge}aws:($plain$ROLECALL_PROMPT$left$edge)$plain"
}

# First before each prompt, and the status stays what it was for who comes next.
_rolecall_before() {
    \builtin local last=$?
    _rolecall_segment
    case $- in *e*) return 0 ;; esac
    return "$last"
}

# Last before each prompt: others may have made a new PS1.
_rolecall_after() {
    # shellcheck disable=SC2016  # the prompt expands it
    \builtin local own="${PS1-}" front='${ROLECALL_PROMPT:+$ROLECALL_PROMPT }'
    if ! \builtin shopt -q promptvars; then
        front="${ROLECALL_PROMPT:+${ROLECALL_PROMPT//\\/\\\\} }"
    fi
    PS1="$front${own#"${_rolecall_front-}"}"
    _rolecall_front="$front"
}

# Where PROMPT_COMMAND is exported, a bash without our functions reads it: hence the names in
# variables, which it does not have.
# shellcheck disable=SC2016,SC2128,SC2178  # its first element is the string of older ones
_rolecall_hook() {
    \builtin local line
    _rolecall_first=_rolecall_before
    case "${PROMPT_COMMAND[*]-}" in
        *_rolecall_first*) ;;
        *) PROMPT_COMMAND='${_rolecall_first-:}'"${PROMPT_COMMAND:+$'\n'$PROMPT_COMMAND}" ;;
    esac
    [[ -n "${_rolecall_in_front-}" ]] || return 0
    _rolecall_last=_rolecall_after
    case "${PROMPT_COMMAND[*]-}" in
        *_rolecall_last*) return 0 ;;
    esac
    line="$(\builtin declare -p PROMPT_COMMAND)"
    if [[ "$line" == 'declare -a'* && $((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1])) -ge 501 ]]; then
        PROMPT_COMMAND[${#PROMPT_COMMAND[@]}]='${_rolecall_last-:}'
    else
        PROMPT_COMMAND="$PROMPT_COMMAND"$'\n''${_rolecall_last-:}'
    fi
}

_rolecall_hook
\builtin complete -F _rolecall_complete rolecall assume-role 2>/dev/null || \builtin :
