# Sets _rolecall_now, in epoch seconds; fails where this bash cannot tell without a process, and
# where nothing would show the next minute.
_rolecall_clock() {
    [[ -z "${_rolecall_fixed-}" ]] || return 1
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
