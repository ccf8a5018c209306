# Rolecall in fish: functions that change this shell, completion, a prompt segment.

# Runs the rolecall on PATH, else the one that printed this script.
function _rolecall_run
    if command -q rolecall
        command rolecall $argv
    else if test -n "$_rolecall_program"
        $_rolecall_program $argv
    else
        echo 'rolecall: the program is not on PATH' >&2
        return 127
    end
end

# Whether stdout is read by a command substitution: 0 yes, 1 no, 2 unknown. Within one, stdout may
# still be a file or a pipe to another program, which only a child process can see. The pipe of a
# substitution is one whose read end fish itself has open (Linux's /proc).
function _rolecall_captured
    status is-command-substitution; or return 1
    command sh -c '
        test -p /dev/fd/1 || exit 1
        test -x "/proc/$PPID/fd" || exit 2
        for fd in "/proc/$PPID/fd"/*; do
            test "$fd" -ef /proc/self/fd/1 || continue
            while read -r key value; do
                # The last two bits are the access mode, 0 for reading.
                case $key$value in flags:*[04]) exit 0 ;; esac
            done <"/proc/$PPID/fdinfo/${fd##*/}"
        done
        exit 1' 2>/dev/null
end

# Evaluates its output if it succeeds; help is printed. In a command substitution, as in
# eval (assume-role ACCOUNT), the lines are printed as well.
function _rolecall_become
    set -l lines (_rolecall_run $argv)
    or return $status
    switch "$lines[1]"
        case 'export *' 'set *' 'unset *'
            _rolecall_captured
            set -l captured $status
            test $captured -eq 0; and string join -- \n $lines
            string join -- \n $lines | source
            if test $captured -eq 2
                echo 'rolecall: no secret is printed, as nothing tells where it would go;' \
                    'hint: set out (command assume-role ACCOUNT ROLE); and eval "$out"' >&2
                return 1
            end
            return 0
        case '?*'
            string join -- \n $lines
    end
end

function rolecall
    if test (count $argv) -eq 0
        _rolecall_become --shell fish
    else if test "$argv[1]" = pick
        _rolecall_become pick --shell fish $argv[2..-1]
    else if test "$argv[1]" = doctor
        set -lx ROLECALL_INTEGRATION fish
        _rolecall_run $argv
    else
        _rolecall_run $argv
    end
end

function assume-role
    _rolecall_become assume-role --shell fish $argv
end

# An abbreviation is expanded before functions are looked up. (An alias of fish is a function, which
# ours replaces.)
if status is-interactive
    for name in rolecall assume-role
        abbr --query $name
        and echo "rolecall: the abbreviation $name hides the function of that name;" \
            "hint: take it out of your configuration, and here: abbr --erase $name" >&2
    end
end

# The command after `--`, of exec and demo, is completed as a command line of its own.
function _rolecall_complete_command
    set -l words (commandline -opc)
    set -l place (contains -i -- -- $words)
    and test $place -gt 2 -a "$words[1]" = rolecall
    and contains -- "$words[2]" exec demo
    or return 1
    set -l before (string escape -- $words[(math $place + 1)..-1])
    complete -C (string join ' ' -- $before (commandline -ct) | string collect)
end

# fish quotes what it inserts. The word under the cursor is passed without its quotes.
function _rolecall_complete
    _rolecall_complete_command; and return
    set -l current (commandline -ct | string replace -r '^["\']' '' | string replace -ra '\\\\(.)' '$1')
    _rolecall_run complete -- (commandline -opc) "$current" 2>/dev/null </dev/null
end

complete -e -c rolecall
complete -e -c assume-role
complete -c rolecall -f -a '(_rolecall_complete)'
complete -c assume-role -f -a '(_rolecall_complete)'

# Prints the time left, or the time of the end where this fish would need a process for the time.
# The sum of when a file changed and its age is the current time: from fish 3.5 on, builtins know
# both.
function _rolecall_left
    string match -qr '^[0-9]{1,12}$' -- "$ROLECALL_EXPIRES"; or return 0
    set -l changed (path mtime / 2>/dev/null)
    set -l age (path mtime -R / 2>/dev/null)
    if test -z "$changed" -o -z "$age"
        set -l until (string match -r 'T(\d\d:\d\d):\d\dZ$' -- "$AWS_CREDENTIAL_EXPIRATION")
        and echo -n " until $until[2]Z"
        return 0
    end
    set -l left (math $ROLECALL_EXPIRES - $changed - $age)
    if test $left -ge 3600
        printf ' %dh%02dm' (math "floor($left / 3600)") (math "floor($left % 3600 / 60)")
        return
    end
    echo -n ' '
    test $left -ge $_rolecall_ending; or _rolecall_paint red
    if test $left -ge 60
        echo -n (math "floor($left / 60)")m
    else if test $left -gt 0
        echo -n "$left"s
    else
        echo -n expired
    end
    test $left -ge $_rolecall_ending; or _rolecall_paint normal
end

function _rolecall_paint
    test -z "$NO_COLOR" -a "$TERM" != dumb; and set_color $argv
    return 0
end

# Prints a name with escapes in place of invisible and control characters.
function _rolecall_reveal
    set -l name (string replace -a \n '\u000a' -- $argv[1] | string collect)
    for sign in (string match -ra -- $_rolecall_hidden $name)
        set -l format '\\\\u%04x'
        test (printf '%d' "'$sign") -le 65535; or set format '\\\\U%08x'
        set name (string replace -a -- $sign (printf $format "'$sign") $name)
    end
    printf '%s' $name
end

# The segment, for a prompt to print.
function rolecall_prompt
    set -l kind aws
    test -n "$ROLECALL_DEMO"; and set kind demo
    if test -z "$AWS_ACCOUNT_NAME" -o -z "$AWS_ACCOUNT_ROLE"
        test $kind = aws; or echo -n 'demo:(no role)'
        return 0
    end
    _rolecall_paint blue
    echo -n "$kind:("
    _rolecall_paint normal
    _rolecall_reveal "$AWS_ACCOUNT_NAME:$AWS_ACCOUNT_ROLE"
    contains -- "$ROLECALL_SCOPE" read-only limited; and echo -n " $ROLECALL_SCOPE"
    _rolecall_left
    _rolecall_paint blue
    echo -n ')'
    _rolecall_paint normal
end

# The user's prompt runs first, as it may show the status of the last command.
function _rolecall_place
    functions -q fish_prompt; or return 0
    functions fish_prompt | string match -q '*_rolecall_own_prompt*'; and return 0
    functions -e _rolecall_own_prompt
    functions -c fish_prompt _rolecall_own_prompt
    function fish_prompt
        set -l own (_rolecall_own_prompt | string collect --no-trim-newlines)
        set -l segment (rolecall_prompt)
        test -n "$segment"; and printf '%s ' $segment
        printf '%s' $own
    end
end

set -q _rolecall_in_front; and _rolecall_place
true
