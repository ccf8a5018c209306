# Rolecall in zsh: functions that change this shell, completion, a prompt segment.
# Each function resets zsh's options locally, whatever the user has set.

# Runs the rolecall on PATH, else the one that printed this script.
function _rolecall_run {
    \builtin emulate -L zsh
    \builtin local found
    found="$(\builtin whence -p 'rolecall')" || found="${_rolecall_program-}"
    if [[ -z $found ]]; then
        \builtin print -ru2 -- 'rolecall: the program is not on PATH'
        return 127
    fi
    "$found" "$@"
}

# Evaluates its output if it succeeds; help is printed. In a command substitution, as in
# eval $(assume-role ACCOUNT), this shell is a subshell that ends at once: there the lines are
# printed as well. In other subshells, as in ( assume-role ACCOUNT; COMMAND ) > FILE, they are not,
# or they would end up in the file.
function _rolecall_become {
    \builtin emulate -L zsh
    \builtin local lines= captured=1
    lines="$(_rolecall_run "$@")" || return $?
    case $lines in
        ('export '*|'unset '*) ;;
        (?*) \builtin print -r -- "$lines" && return 0 ;;
        (*) return 0 ;;
    esac
    if (( ZSH_SUBSHELL )); then
        _rolecall_captured && captured=0 || captured=$?
    fi
    if (( captured == 0 )); then
        \builtin print -r -- "$lines" || return $?
    fi
    \builtin eval "$lines"
    if (( captured == 2 )); then
        \builtin print -ru2 -- 'rolecall: no secret is printed, as nothing tells where it' \
            'would go; hint: out="$(command assume-role ACCOUNT ROLE)" && eval "$out"'
        return 1
    fi
}

# Names are quoted, here as elsewhere, to prevent the expansion of global aliases.
function \rolecall {
    if [[ $# -eq 0 ]]; then
        _rolecall_become --shell zsh || return $?
        [[ -z ${_rolecall_fixed-} ]] || _rolecall_show
    elif [[ $1 == 'pick' ]]; then
        \builtin shift
        _rolecall_become 'pick' --shell zsh "$@" || return $?
        [[ -z ${_rolecall_fixed-} ]] || _rolecall_show
    elif [[ $1 == 'doctor' ]]; then
        \builtin local -x ROLECALL_INTEGRATION=zsh
        _rolecall_run "$@"
    else
        _rolecall_run "$@"
    fi
}

function \assume-role {
    _rolecall_become 'assume-role' --shell zsh "$@" || return $?
    [[ -z ${_rolecall_fixed-} ]] || _rolecall_show
}

# The command after `--`, of exec and demo, is completed as a command line of its own.
function _rolecall_complete {
    \builtin local -i dashes=${words[(i)--]}
    if [[ ${words[2]-} == (exec|demo) ]] && (( dashes < CURRENT )); then
        \builtin shift $dashes words
        (( CURRENT -= dashes ))
        _normal
        return
    fi
    \builtin emulate -L zsh
    \builtin local -a before found
    before=("${(@Q)words[1,CURRENT-1]}")
    found=("${(@f)$(_rolecall_run complete -- "${(@)before}" "${(Q)PREFIX}" 2>/dev/null </dev/null)}")
    found=("${(@)found:#}")
    (( $#found )) || return 1
    if [[ ${found[1]} == "${(Q)PREFIX}"* ]]; then
        compadd -a -- found
    else # found by the picker's search: they replace the word, one after the other
        compadd -U -a -- found
        compstate[insert]=menu
    fi
}

# Registers the completion, if compinit has been run: before this script, later, or again.
function _rolecall_register {
    \builtin emulate -L zsh
    (( $+functions[compdef] && $+_comps )) || return 0
    [[ ${_comps[rolecall]-} == _rolecall_complete ]] || compdef _rolecall_complete 'rolecall' 'assume-role'
}
