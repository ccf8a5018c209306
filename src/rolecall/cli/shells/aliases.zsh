# Warns of aliases that hide our functions. An alias that only adds words still calls them.
function _rolecall_aliases {
    [[ -o aliases ]] || return 0
    \builtin emulate -L zsh
    \builtin setopt extended_glob
    \builtin local name= text=
    for name in 'rolecall' 'assume-role'; do
        text=${galiases[$name]-${aliases[$name]-}}
        [[ -n $text ]] || continue
        while [[ $text == ([a-zA-Z_][a-zA-Z0-9_]#=[^\ ]#|time|noglob|nocorrect)\ ##* ]]; do
            text=${text#*\ ##}
        done
        [[ ${text#\\} == $name(|\ *) ]] || \builtin print -ru2 -- \
            "rolecall: the alias $name hides the function of that name;" \
            "hint: take it out of the rc file, and here: unalias $name"
    done
}

_rolecall_aliases
