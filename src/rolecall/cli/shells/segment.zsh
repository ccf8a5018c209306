# Sets ROLECALL_PROMPT, which a prompt with prompt_subst takes by its name, within single quotes:
# '${ROLECALL_PROMPT-}'. $1 says which of the options that decide how a prompt is read are set.
function _rolecall_segment {
    \builtin emulate -L zsh
    \builtin local name="${AWS_ACCOUNT_NAME-}:${AWS_ACCOUNT_ROLE-}" edge= red= plain= left=
    \builtin typeset -g ROLECALL_PROMPT=
    [[ -n ${AWS_ACCOUNT_NAME-} && -n ${AWS_ACCOUNT_ROLE-} ]] || return 0
    name=${name//[[:cntrl:]]/}
    if [[ $1 == *percent* ]]; then
        name=${name//\%/%%}
        [[ -n ${NO_COLOR-} || ${TERM-dumb} == dumb ]] || edge='%F{blue}' red='%F{red}' plain='%f'
    fi
    [[ $1 != *bang* ]] || name=${name//\!/!!}
    # Nothing but digits may meet arithmetic, which would run the $(...) of an index.
    if [[ ${ROLECALL_EXPIRES-} != <-> || ${#ROLECALL_EXPIRES} -gt 12 ]]; then
        :
    elif (( ! ${+EPOCHSECONDS} )) || [[ -n ${_rolecall_fixed-} ]]; then
        left=${AWS_CREDENTIAL_EXPIRATION-}
        [[ $left == *T<0-23>:<0-59>:<0-60>Z ]] && left=" until ${left[-9,-5]}Z" || left=
    else
        left=$(( 10#$ROLECALL_EXPIRES - EPOCHSECONDS ))
        if (( left >= 3600 )); then
            left=" $(( left / 3600 ))h${(l:2::0:)$(( left % 3600 / 60 ))}m"
        elif (( left >= 300 )); then
            left=" $(( left / 60 ))m"
        elif (( left >= 60 )); then
            left=" $red$(( left / 60 ))m$plain"
        elif (( left > 0 )); then
            left=" $red${left}s$plain"
        else
            left=" ${red}expired$plain"
        fi
    fi
    ROLECALL_PROMPT="${edge}aws:($plain$name$left$edge)$plain"
}
