# Rolecall in zsh: functions that change this shell, completion, a prompt segment.
# Each function sets zsh's own options for itself, whatever the user's are.

# Run the rolecall on PATH, else the one that printed this.
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

# Evaluate what it prints, if it succeeds. Help is shown. In a command substitution, as in
# eval $(assume-role ACCOUNT), this shell is a copy that ends at once: then the lines are printed
# as well. In other copies, as in ( assume-role ACCOUNT; COMMAND ) > FILE, they would get into
# the file.
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

# The names are quoted, here as elsewhere: a global alias would be expanded.
function \rolecall {
    if [[ $# -eq 0 ]]; then
        _rolecall_become --shell zsh || return $?
        [[ -z ${_rolecall_fixed-} ]] || _rolecall_show
    else
        _rolecall_run "$@"
    fi
}

function \assume-role {
    _rolecall_become 'assume-role' --shell zsh "$@" || return $?
    [[ -z ${_rolecall_fixed-} ]] || _rolecall_show
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
    [[ ${_comps[rolecall]-} == _rolecall_complete ]] || compdef _rolecall_complete 'rolecall' 'assume-role'
}
