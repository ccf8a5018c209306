# Sets _rolecall_now to epoch seconds. Fails where this bash would need a process for that, and
# where the prompt is never updated.
_rolecall_clock() {
    [[ -z "${_rolecall_fixed-}" ]] || return 1
    _rolecall_now="${EPOCHSECONDS-}"
    [[ -n "$_rolecall_now" ]] || \builtin printf -v _rolecall_now '%(%s)T' -1 2>/dev/null
}

# Sets _rolecall_shown to $1 with escapes in place of invisible and control characters, cached until
# $1 changes. UTF-8 is decoded here, byte by byte, as the locale may have another encoding.
_rolecall_reveal() {
    \builtin local text="$1" sign whole='' place range byte code=0 more=0 LC_ALL=C
    [[ "$text" != "${_rolecall_revealed-}" ]] || return 0
    _rolecall_revealed="$text"
    _rolecall_shown="$text"
    [[ "$text" == *[!\ -~]* ]] || return 0
    _rolecall_shown=''
    for ((place = 0; place < ${#text}; place++)); do
        sign="${text:place:1}"
        \builtin printf -v byte '%d' "'$sign"
        byte=$((byte & 255))
        if [[ $more -gt 0 && $((byte & 192)) -eq 128 ]]; then
            code=$((code << 6 | byte & 63))
            whole="$whole$sign"
            more=$((more - 1))
        elif [[ $byte -ge 194 && $byte -le 244 ]]; then
            more=$((byte < 224 ? 1 : byte < 240 ? 2 : 3))
            code=$((byte & (63 >> more)))
            whole="$sign"
        else
            more=0
            code=$((byte < 128 ? byte : -1))
            whole="$sign"
            [[ $byte -lt 128 ]] || \builtin printf -v whole '\\x%02x' "$byte"
        fi
        [[ $more -eq 0 ]] || continue
        for ((range = 0; range < ${#_rolecall_hidden[@]}; range += 2)); do
            [[ $code -ge ${_rolecall_hidden[range]} ]] || break
            [[ $code -le ${_rolecall_hidden[range + 1]} ]] || continue
            if [[ $code -gt 65535 ]]; then
                \builtin printf -v whole '\\U%08x' "$code"
            else
                \builtin printf -v whole '\\u%04x' "$code"
            fi
        done
        _rolecall_shown="$_rolecall_shown$whole"
    done
}

# Sets ROLECALL_PROMPT, for a PS1 that holds '${ROLECALL_PROMPT-}' in single quotes. Its unprintable
# parts are enclosed in the two bytes that \[ and \] of a prompt expand to.
_rolecall_segment() {
    \builtin local edge='' red='' plain='' left='' kind=aws minutes _rolecall_now
    ROLECALL_PROMPT=''
    [[ -z "${ROLECALL_DEMO-}" ]] || kind=demo
    if [[ -z "${AWS_ACCOUNT_NAME-}" || -z "${AWS_ACCOUNT_ROLE-}" ]]; then
        [[ $kind == aws ]] || ROLECALL_PROMPT='demo:(no role)'
        return 0
    fi
    if [[ -z "${NO_COLOR-}" && "${TERM-dumb}" != dumb ]]; then
        edge=$'\001\033[34m\002'
        red=$'\001\033[31m\002'
        plain=$'\001\033[39m\002'
    fi
    # Arithmetic would execute the $(...) of an array index: only digits may reach it.
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
        elif [[ $left -ge $_rolecall_ending ]]; then
            left=" $((left / 60))m"
        elif [[ $left -ge 60 ]]; then
            left=" $red$((left / 60))m$plain"
        elif [[ $left -gt 0 ]]; then
            left=" $red${left}s$plain"
        else
            left=" ${red}expired$plain"
        fi
    fi
    _rolecall_reveal "$AWS_ACCOUNT_NAME:$AWS_ACCOUNT_ROLE"
    case "${ROLECALL_SCOPE-}" in read-only | limited) left=" $ROLECALL_SCOPE$left" ;; esac
    ROLECALL_PROMPT="$edge$kind:($plain$_rolecall_shown$left$edge)$plain"
}
