# Sets _rolecall_shown to $1 with escapes in place of invisible and control characters, cached until
# $1 changes. UTF-8 is decoded here, byte by byte, as the locale may have another encoding.
function _rolecall_reveal {
    \builtin emulate -L zsh
    \builtin setopt no_multibyte
    \builtin local text="$1" sign= whole= first= last=
    \builtin local -i place byte code more
    [[ $text != "${_rolecall_revealed-}" ]] || return 0
    \builtin typeset -g _rolecall_revealed=$text _rolecall_shown=$text
    [[ $text == *[^\ -~]* ]] || return 0
    _rolecall_shown=
    for (( place = 1; place <= $#text; place++ )); do
        sign=$text[place]
        (( byte = #sign & 255 ))
        if (( more > 0 && (byte & 192) == 128 )); then
            (( code = code << 6 | byte & 63, more -= 1 ))
            whole+=$sign
        elif (( byte >= 194 && byte <= 244 )); then
            (( more = byte < 224 ? 1 : byte < 240 ? 2 : 3, code = byte & (63 >> more) ))
            whole=$sign
        else
            (( more = 0, code = byte < 128 ? byte : -1 ))
            whole=$sign
            (( byte < 128 )) || \builtin printf -v whole '\\x%02x' $byte
        fi
        (( more == 0 )) || continue
        for first last in $_rolecall_hidden; do
            (( code >= first )) || break
            (( code <= last )) || continue
            if (( code > 65535 )); then
                \builtin printf -v whole '\\U%08x' $code
            else
                \builtin printf -v whole '\\u%04x' $code
            fi
        done
        _rolecall_shown+=$whole
    done
}

# Sets ROLECALL_PROMPT, for a prompt with prompt_subst that holds '${ROLECALL_PROMPT-}' in single
# quotes. $1 lists the options set that change how prompts are expanded.
function _rolecall_segment {
    \builtin emulate -L zsh
    \builtin local name="${AWS_ACCOUNT_NAME-}:${AWS_ACCOUNT_ROLE-}" edge= red= plain= left= kind=aws
    \builtin typeset -g ROLECALL_PROMPT=
    [[ -z ${ROLECALL_DEMO-} ]] || kind=demo
    if [[ -z ${AWS_ACCOUNT_NAME-} || -z ${AWS_ACCOUNT_ROLE-} ]]; then
        [[ $kind == aws ]] || ROLECALL_PROMPT='demo:(no role)'
        return 0
    fi
    _rolecall_reveal "$name"
    name=$_rolecall_shown
    if [[ $1 == *percent* ]]; then
        name=${name//\%/%%}
        [[ -n ${NO_COLOR-} || ${TERM-dumb} == dumb ]] || edge='%F{blue}' red='%F{red}' plain='%f'
    fi
    [[ $1 != *bang* ]] || name=${name//\!/!!}
    # Arithmetic would execute the $(...) of an array index: only digits may reach it.
    if [[ ${ROLECALL_EXPIRES-} != <-> || ${#ROLECALL_EXPIRES} -gt 12 ]]; then
        :
    elif (( ! ${+EPOCHSECONDS} )) || [[ -n ${_rolecall_fixed-} ]]; then
        left=${AWS_CREDENTIAL_EXPIRATION-}
        [[ $left == *T<0-23>:<0-59>:<0-60>Z ]] && left=" until ${left[-9,-5]}Z" || left=
    else
        left=$(( 10#$ROLECALL_EXPIRES - EPOCHSECONDS ))
        if (( left >= 3600 )); then
            left=" $(( left / 3600 ))h${(l:2::0:)$(( left % 3600 / 60 ))}m"
        elif (( left >= _rolecall_ending )); then
            left=" $(( left / 60 ))m"
        elif (( left >= 60 )); then
            left=" $red$(( left / 60 ))m$plain"
        elif (( left > 0 )); then
            left=" $red${left}s$plain"
        else
            left=" ${red}expired$plain"
        fi
    fi
    case ${ROLECALL_SCOPE-} in (read-only | limited) left=" $ROLECALL_SCOPE$left" ;; esac
    ROLECALL_PROMPT="${edge}$kind:($plain$name$left$edge)$plain"
}
