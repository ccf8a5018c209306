# Warns of aliases that hide our functions. An alias that only adds words still calls them.
_rolecall_aliases() {
    \builtin local name text
    \builtin shopt -q expand_aliases || return 0
    for name in rolecall assume-role; do
        text="$(\builtin alias "$name" 2>/dev/null)" || continue
        text="${text#*=[\'\"]}"
        while [[ "$text" =~ ^([A-Za-z_][A-Za-z0-9_]*=[^\ ]*|time)\ +(.*) ]]; do
            text="${BASH_REMATCH[2]}"
        done
        [[ "${text#\\}" =~ ^"$name"[\ \'\"] ]] ||
            \builtin printf 'rolecall: the alias %s hides the function of that name; hint: %s\n' \
                "$name" "take it out of the rc file, and here: unalias $name" >&2
    done
}

_rolecall_aliases
