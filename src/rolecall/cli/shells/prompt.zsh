# Updates the segment before each prompt in zsh: after all other precmd functions, since they may
# set PROMPT.

# Puts the segment before PROMPT, in the place of the previous one.
function _rolecall_place {
    \builtin emulate -L zsh
    \builtin local own="${PROMPT-}" front="${ROLECALL_PROMPT:+$ROLECALL_PROMPT }"
    [[ "${(t)PROMPT}${(t)PS1}" != *readonly* ]] || return 0
    [[ $1 != *subst* ]] || front='${ROLECALL_PROMPT:+$ROLECALL_PROMPT }'
    PROMPT="$front${own#"${_rolecall_front-}"}"
    \builtin typeset -g _rolecall_front=$front
}

# Updates the segment. Reads the options here: emulate resets them in the other functions.
function _rolecall_show {
    \builtin local options=
    [[ ! -o promptpercent ]] || options+=percent
    [[ ! -o promptbang ]] || options+=bang
    [[ ! -o promptsubst ]] || options+=subst
    _rolecall_segment "$options"
    [[ -z ${_rolecall_in_front-} ]] || _rolecall_place "$options"
}

# Before each prompt.
function _rolecall_precmd {
    _rolecall_register
    _rolecall_show
    _rolecall_hook
}

# Moves our function to the end of precmd_functions. zsh iterates over a copy of the list: if others
# follow in this round, the last of them updates the segment when it returns, once.
function _rolecall_hook {
    \builtin emulate -L zsh
    \builtin zmodload -F zsh/datetime p:EPOCHSECONDS 2>/dev/null
    if [[ ${(t)precmd_functions-} == *readonly* ]]; then
        [[ $precmd_functions != *_rolecall_precmd* ]] || return 0
        \builtin typeset -g _rolecall_fixed=yes
        _rolecall_show
        return 0
    fi
    \builtin typeset -ga precmd_functions
    if [[ ${precmd_functions[-1]-} != _rolecall_precmd ]]; then
        [[ ${funcstack[2]-} != _rolecall_precmd ]] || _rolecall_follow "$precmd_functions[-1]"
        precmd_functions=("${(@)precmd_functions:#_rolecall_precmd}" _rolecall_precmd)
    fi
}

# Updates the segment when the function $1 returns, once.
function _rolecall_follow {
    \builtin emulate -L zsh
    # A function that is not autoloaded yet depends on the name it is called by.
    [[ -n ${functions[$1]-} && $functions[$1] != *'autoload -X'* ]] || return 0
    \builtin typeset -g _rolecall_followed=$1 _rolecall_body=$functions[$1]
    functions[$1]="{
        $functions[$1]
    } always {
        _rolecall_followed
        _rolecall_show
    }"
    \builtin typeset -g _rolecall_changed=$functions[$1]
}

# Restores the body of that function, unless it was redefined meanwhile.
function _rolecall_followed {
    \builtin emulate -L zsh
    [[ $functions[$_rolecall_followed] != "$_rolecall_changed" ]] ||
        functions[$_rolecall_followed]=$_rolecall_body
}

_rolecall_hook
_rolecall_register
