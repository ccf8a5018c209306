# Whether stdout is read by a command substitution: 0 yes, 1 no, 2 unknown. ZSH_EVAL_CONTEXT names
# the innermost substitution, but stdout may be another pipe within it. In Linux's /proc, the
# shell that started $(...), one of our ancestors up to $$, sleeps in a read from that pipe. The
# shell of a pipeline may have the read end open between two forks: it is running then, or waits
# for its child at another pipe. On other systems, every subshell must be one of a substitution.
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
            stat=${stat##*\) ? } # the fields after the name and the state: the parent first
            pid=${stat%% *}
            IFS= \builtin read -r stat 2>/dev/null </proc/$pid/stat || return 2
            [[ -x /proc/$pid/fd ]] || return 2
            found= other= before=$stat
            for (( fd = 0; fd < 256; fd++ )); do
                if [[ ! /proc/$pid/fd/$fd -ef /proc/self/fd/1 ]]; then
                    # A pipe opened before the fork is open in this shell too.
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
            \builtin : "$(\builtin :)" # gives the shell time to sleep, or to close its end
            continue 2
        done
        return 1
    done
    return 2
}
