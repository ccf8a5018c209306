"""The examples that each command's help shows: what one wants to do, and the command for it."""

Examples = tuple[tuple[str, str], ...]

OVERVIEW: Examples = (
    ("Type a few letters, press Enter: the role is assumed.", "rolecall"),
    ("Become the role in this shell:", 'out="$(rolecall export production read)" && eval "$out"'),
    ("Run one command as the role:", "rolecall exec production read -- aws s3 ls"),
    ("Try everything without an AWS account:", "rolecall demo -- bash"),
)

EXAMPLES: dict[str, Examples] = {
    "": (
        ("Become what you pick, in this shell:", 'out="$(rolecall)" && eval "$out"'),
        ("Keep the picker open in a script as well:", "rolecall --stay > roles.sh"),
    ),
    "list": (
        ("Everything you can become:", "rolecall list"),
        ("Search as in the picker:", "rolecall list prod read"),
        ("The role ARNs, for a script:", "rolecall list --json | jq -r '.[].arn'"),
    ),
    "pick": (
        ("Pick, and become the role in this shell:", 'out="$(rolecall pick)" && eval "$out"'),
        ("Begin with a search:", "rolecall pick sand admin"),
    ),
    "export": (
        (
            "Become the role in this shell (bash, zsh):",
            'out="$(rolecall export production read)" && eval "$out"',
        ),
        ("The same in fish:", "rolecall export production read | source"),
        ("For a container:", "rolecall export production --shell dotenv > .env"),
        (
            "Use a profile, without keys in the environment:",
            'out="$(rolecall export --profile prod)" && eval "$out"',
        ),
    ),
    "profile": (
        ("Write production-read, then use it:", "rolecall profile production read"),
        (
            "A profile that signs in by itself, no secret on disk:",
            "rolecall profile production --dynamic --name prod",
        ),
        ("Look before you write:", "rolecall profile production --dry-run"),
    ),
    "credential-process": (
        (
            "In ~/.aws/config, below [profile prod]:",
            "credential_process = rolecall credential-process production read",
        ),
        ("Let Rolecall write that section:", "rolecall profile production --dynamic"),
    ),
    "copy": (
        ("Copy export lines, to paste in another shell:", "rolecall copy production read"),
        ("Copy the command that prints them, no secret in it:", "rolecall copy prod --command"),
        ("Leave them on the clipboard for 20 seconds:", "rolecall copy prod --clear-after 20"),
    ),
    "explain": (
        ("What will be asked, and how long it lasts:", "rolecall explain production read"),
        ("And for twelve hours?", "rolecall explain sandbox admin --duration 12h"),
    ),
    "exec": (
        ("Run one command:", "rolecall exec production read -- aws s3 ls"),
        ("Open a shell as the role:", "rolecall exec sandbox admin -- bash"),
        (
            "Start only if the session lasts 45 minutes:",
            "rolecall exec production deploy --min-ttl 45m -- make deploy",
        ),
        ("Renew it while a long job runs:", "rolecall exec production --refresh -- ./job"),
    ),
    "console": (
        ("Open the console:", "rolecall console production read"),
        ("Begin at one service:", "rolecall console production --service s3"),
        ("Print the address for another browser:", "rolecall console production --print"),
    ),
    "elevate": (
        (
            "All of the role for 15 minutes, in this shell:",
            'out="$(rolecall elevate production admin --reason INC-7)" && eval "$out"',
        ),
        (
            "For half an hour, for the profiles that call Rolecall:",
            'rolecall elevate production admin --for 30m --reason "INC-7: restart"',
        ),
    ),
    "sessions": (
        ("What you hold, and until when:", "rolecall sessions"),
        ("For a script:", "rolecall sessions --json"),
    ),
    "renew": (
        ("Renew one role:", "rolecall renew production read"),
        ("Renew all of them in the morning:", "rolecall renew --all"),
    ),
    "forget": (
        ("Forget one role:", "rolecall forget production read"),
        ("Forget everything, the MFA session too:", "rolecall forget --all"),
        ("Tidy up expired profiles:", "rolecall forget --expired"),
    ),
    "sso": (
        ("Your accounts and roles, by your browser:", "rolecall sso login"),
        ("By a code, with a browser on any device:", "rolecall sso login acme --device"),
        ("End the session, here and at AWS:", "rolecall sso logout acme"),
    ),
    "doctor": (
        ("Something does not work; what is it?", "rolecall doctor"),
        (
            "What is failing, for a script:",
            "rolecall doctor --json | jq -r '.checks[] | select(.state == \"failing\").text'",
        ),
    ),
    "trust-policy": (
        (
            "Let users of a bastion account take a role:",
            "rolecall trust-policy bastion 111122223333",
        ),
        (
            "Let a SAML provider's users take one:",
            "rolecall trust-policy saml 222233334444 okta",
        ),
        (
            "Let the bastion's users assume two roles:",
            "rolecall trust-policy group 222233334444 read admin",
        ),
    ),
    "demo": (
        ("Try the picker:", "rolecall demo"),
        ("Try every command, in a shell of the demo:", "rolecall demo -- bash"),
        ("Run one of them:", "rolecall demo -- rolecall list"),
    ),
    "docs": (
        ("Which pages there are:", "rolecall docs"),
        ("Read one:", "rolecall docs config"),
    ),
    "assume-role": (
        ("Become the role, with the shell integration:", "assume-role production read"),
        ("Without it:", 'out="$(assume-role production read)" && eval "$out"'),
        ("Code and region in one go:", "assume-role production read 123456 eu-west-1"),
        ("Leave the role:", "assume-role --clear"),
    ),
    "init": (
        ("In ~/.bashrc:", 'eval "$(rolecall init bash)"'),
        ("In ~/.zshrc, with the role in the prompt:", 'eval "$(rolecall init zsh --prompt)"'),
        ("In ~/.config/fish/config.fish:", "rolecall init fish | source"),
        (
            "In $PROFILE:",
            "rolecall init powershell | Out-String | Invoke-Expression",
        ),
    ),
}
