# Rolecall in zsh: functions that change this shell, completion, a prompt segment.
# Each function sets zsh's own options for itself, whatever the user's are.

# Run the rolecall on PATH, else the one that printed this.
function _rolecall_run {
    \builtin emulate -L zsh
    \builtin local found
    found="$(\builtin whence -p rolecall)" || found="${_rolecall_program-}"
    if [[ -z $found ]]; then
        \builtin print -ru2 -- 'rolecall: the program is not on PATH'
        return 127
    fi
    "$found" "$@"
}

# Evaluate what it prints, if it succeeds. Help is shown. Where the output is captured, as in
# eval $(assume-role ACCOUNT), this shell is a copy that ends at once: then the lines are printed
# as well.
function _rolecall_become {
    \builtin emulate -L zsh
    \builtin local lines
    lines="$(_rolecall_run "$@")" || return $?
    case $lines in
        ('export '*|'unset '*)
            if [[ $ZSH_SUBSHELL -gt 0 && ! -t 1 ]]; then
                \builtin print -r -- "$lines" || return $?
            fi
            \builtin eval "$lines"
            ;;
        (?*) \builtin print -r -- "$lines" ;;
    esac
}

function rolecall {
    if [[ $# -eq 0 ]]; then
        _rolecall_become --shell zsh
    else
        _rolecall_run "$@"
    fi
}

function assume-role {
    _rolecall_become assume-role --shell zsh "$@"
}

function _rolecall_complete {
    \builtin emulate -L zsh
    \builtin local -a before found
    before=("${(@Q)words[1,CURRENT-1]}")
    found=("${(@f)$(_rolecall_run complete -- "${(@)before}" "${(Q)PREFIX}" 2>/dev/null </dev/null)}")
    found=("${(@)found:#}")
    (( $#found )) && compadd -a -- found
}

# compinit may be run before this or after it, once more or never.
function _rolecall_register {
    \builtin emulate -L zsh
    (( $+functions[compdef] && $+_comps )) || return 0
    [[ ${_comps[rolecall]-} == _rolecall_complete ]] || compdef _rolecall_complete rolecall assume-role
}

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
    elif (( ! ${+EPOCHSECONDS} )); then
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

# Puts the segment in front of PROMPT, and takes away what was put there before.
function _rolecall_place {
    \builtin emulate -L zsh
    \builtin local own="${PROMPT-}" front="${ROLECALL_PROMPT:+$ROLECALL_PROMPT }"
    [[ $1 != *subst* ]] || front='${ROLECALL_PROMPT:+$ROLECALL_PROMPT }'
    PROMPT="$front${own#"${_rolecall_front-}"}"
    \builtin typeset -g _rolecall_front=$front
}

# Before each prompt.
function _rolecall_precmd {
    \builtin local options=
    [[ ! -o promptpercent ]] || options+=percent
    [[ ! -o promptbang ]] || options+=bang
    [[ ! -o promptsubst ]] || options+=subst
    _rolecall_register
    _rolecall_segment "$options"
    [[ -z ${_rolecall_in_front-} ]] || _rolecall_place "$options"
}

function _rolecall_hook {
    \builtin emulate -L zsh
    \builtin zmodload -F zsh/datetime p:EPOCHSECONDS 2>/dev/null
    \builtin typeset -ga precmd_functions
    precmd_functions=("${(@)precmd_functions:#_rolecall_precmd}" _rolecall_precmd)
    _rolecall_register
}

_rolecall_hook
