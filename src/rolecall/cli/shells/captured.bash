# Whether stdout is read by a command substitution: 0 yes, 1 no, 2 unknown. BASH_SUBSHELL counts
# (...), pipelines and & as well, so this examines the pipe, in Linux's /proc. While $(...) runs,
# the shell that started it, one of our ancestors up to $$, sleeps in a read from the pipe. It has
# the read end open once, with the lowest number that was free. The shell of a pipeline may have
# it open between two forks, but is running then. The pipe of <(...) has a high number, that of
# lastpipe has 0, and a named pipe is in a mounted file system.
_rolecall_captured() {
    \builtin local stat pid fd found flags mount='' key value tries=0
    [[ -p /dev/fd/1 ]] || return 1
    while IFS=$' \t' \builtin read -r key value; do
        [[ "$key" != mnt_id: ]] || mount="$value"
    done 2>/dev/null </proc/self/fdinfo/1
    while IFS=' ' \builtin read -r key value; do
        [[ "$key" != "$mount" ]] || return 1
    done 2>/dev/null </proc/self/mountinfo
    while [[ $tries -lt 100 ]]; do
        tries=$((tries + 1))
        IFS= \builtin read -r stat 2>/dev/null </proc/self/stat || return 2
        pid="${stat%% *}"
        while [[ "$pid" != "$$" ]]; do
            stat="${stat##*) ? }" # the fields after the name and the state: the parent first
            pid="${stat%% *}"
            IFS= \builtin read -r stat 2>/dev/null <"/proc/$pid/stat" || return 2
            [[ -x "/proc/$pid/fd" ]] || return 2
            found=''
            for ((fd = 0; fd < 256; fd++)); do
                [[ "/proc/$pid/fd/$fd" -ef /proc/self/fd/1 ]] || continue
                flags=''
                while IFS=$' \t' \builtin read -r key value; do
                    [[ "$key" != flags: ]] || flags="$value"
                done 2>/dev/null <"/proc/$pid/fdinfo/$fd"
                # The last two bits are the access mode, 0 for reading.
                [[ "$flags" != *[04] ]] || found="$found $fd"
            done
            [[ -n "$found" ]] || continue
            [[ "$found" =~ ^\ [0-9]+$ && $found -gt 2 ]] || return 2
            for ((fd = 3; fd < found; fd++)); do
                [[ -h "/proc/$pid/fd/$fd" ]] || return 2
            done
            [[ "$stat" != *') S '* ]] || return 0
            \builtin : "$(\builtin :)" # gives the shell time to sleep, or to close its end
            continue 2
        done
        return 1
    done
    return 2
}
