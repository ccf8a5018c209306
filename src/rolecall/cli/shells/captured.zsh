# Whether a command substitution reads stdout: 0 it does, 1 it does not, 2 it cannot be told.
# ZSH_EVAL_CONTEXT names the innermost substitution; but stdout may be another pipe in it. In
# Linux's /proc, the shell that wrote $(...), one of our ancestors up to $$, sleeps in a read from
# that pipe. A pipeline's shell may still have that end between two forks: it is awake then, or
# waits for its child at one more pipe. Elsewhere, no other fork than substitutions' may be counted.
function _rolecall_captured {
    \builtin emulate -L zsh
    \builtin setopt extended_glob
    \builtin local stat= pid= fd= found= flags= key= value= tries=0 other= before=
    \builtin local -a inside
    [[ -p /dev/fd/1 ]] || return 1
    inside=("${(@M)${(@s.:.)ZSH_EVAL_CONTEXT-}:#*subst}")
    (( $#inside )) || return 1
    [[ $inside[-1] == cmdsubst ]] || return 2
    if [[ ! -r /proc/self/stat ]]; then
        (( $#inside == ZSH_SUBSHELL )) || return 2
        return 0
    fi
    while (( tries++ < 100 )); do
        IFS= \builtin read -r stat 2>/dev/null </proc/self/stat || return 2
        pid=${stat%% *}
        while [[ $pid != $$ ]]; do
            stat=${stat##*\) ? } # what stands behind the name and the state: the parent
            pid=${stat%% *}
            IFS= \builtin read -r stat 2>/dev/null </proc/$pid/stat || return 2
            [[ -x /proc/$pid/fd ]] || return 2
            found= other= before=$stat
            for (( fd = 0; fd < 256; fd++ )); do
                if [[ ! /proc/$pid/fd/$fd -ef /proc/self/fd/1 ]]; then
                    # One that was there before the fork, we have as well.
                    [[ $fd -lt 3 || ! -p /proc/$pid/fd/$fd ||
                        /proc/$pid/fd/$fd -ef /proc/self/fd/$fd ]] || other=$fd
                    continue
                fi
                flags=
                {
                    while IFS=$' \t' \builtin read -r key value; do
                        [[ $key != flags: ]] || flags=$value
                    done </proc/$pid/fdinfo/$fd
                } 2>/dev/null
                # The last two bits are the access mode, 0 for reading.
                [[ $flags != *[04] ]] || found+=" $fd"
            done
            [[ -n $found ]] || continue
            [[ $found == ' '<3-> ]] || return 2
            IFS= \builtin read -r stat 2>/dev/null </proc/$pid/stat || return 2
            if [[ $before == *') S '* && $stat == *') S '* ]] &&
                [[ -z $other || $#inside -eq $ZSH_SUBSHELL ]] &&
                [[ /proc/$pid/fd/${found# } -ef /proc/self/fd/1 ]]; then
                return 0
            fi
            \builtin : "$(\builtin :)" # gives it time to sleep, or to close its end
            continue 2
        done
        return 1
    done
    return 2
}
