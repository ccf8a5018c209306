# Rolecall in PowerShell: functions that change this shell, completion, a prompt segment.

# Returns the rolecall on PATH, else the one that printed this script.
function global:_rolecall_find {
    $found = Get-Command -Name rolecall -CommandType Application -ErrorAction SilentlyContinue |
        Select-Object -First 1
    if ($found) { $found.Source } else { $global:_rolecall_program }
}

function global:_rolecall_run {
    $program = _rolecall_find
    if ($program) {
        & $program @args
    } else {
        [Console]::Error.WriteLine('rolecall: the program is not on PATH')
        $global:LASTEXITCODE = 127
    }
}

# Evaluates its output if it succeeds, by $LASTEXITCODE; help is printed.
function global:_rolecall_become {
    $lines = (_rolecall_run @args) -join "`n"
    if ($global:LASTEXITCODE -ne 0) { return }
    if ($lines -match '^(\$env:|Remove-Item )') {
        Invoke-Expression $lines
    } elseif ($lines) {
        $lines
    }
}

function global:rolecall {
    if ($args.Count -eq 0) {
        _rolecall_become '--shell' 'powershell'
    } elseif ($args[0] -ceq 'pick') {
        $rest = @($args | Select-Object -Skip 1)
        _rolecall_become 'pick' '--shell' 'powershell' @rest
    } elseif ($args[0] -ceq 'doctor') {
        $env:ROLECALL_INTEGRATION = 'powershell'
        try { _rolecall_run @args } finally { Remove-Item Env:ROLECALL_INTEGRATION }
    } else {
        _rolecall_run @args
    }
}

function global:assume-role {
    _rolecall_become 'assume-role' '--shell' 'powershell' @args
}

Register-ArgumentCompleter -Native -CommandName 'rolecall', 'assume-role' -ScriptBlock {
    param($word, $ast, $position)
    $words = @(
        foreach ($element in $ast.CommandElements) {
            if ($element.Extent.EndOffset -ge $position) { break }
            if ($element -is [System.Management.Automation.Language.StringConstantExpressionAst]) {
                $element.Value
            } else {
                $element.Extent.Text
            }
        }
    )
    $current = "$word".Trim([char[]]@([char]39, [char]34))
    # Before 7.3, an empty argument is not passed to a program.
    if (-not $current -and $PSVersionTable.PSVersion -lt [version]'7.3') { $current = '""' }
    foreach ($found in @(_rolecall_run 'complete' '--' @words $current 2>$null)) {
        $inserted = $found
        if ($found -notmatch '^[A-Za-z0-9_./:=+-]+$') {
            $inserted = "'" + ($found -replace "(['\u2018\u2019\u201a\u201b])", '$1$1') + "'"
        }
        [System.Management.Automation.CompletionResult]::new(
            $inserted, $found, 'ParameterValue', $found)
    }
}

# The segment, for a prompt function to put in its text.
function global:rolecall_prompt {
    $kind = if ($env:ROLECALL_DEMO) { 'demo' } else { 'aws' }
    if (-not $env:AWS_ACCOUNT_NAME -or -not $env:AWS_ACCOUNT_ROLE) {
        if ($env:ROLECALL_DEMO) { return 'demo:(no role)' }
        return ''
    }
    $edge = $red = $plain = ''
    if (-not $env:NO_COLOR) {
        $edge = "$([char]27)[34m"
        $red = "$([char]27)[31m"
        $plain = "$([char]27)[39m"
    }
    $left = ''
    if ($env:ROLECALL_EXPIRES -match '^[0-9]{1,12}$') {
        $now = [DateTimeOffset]::UtcNow.ToUnixTimeSeconds()
        $seconds = [long]$env:ROLECALL_EXPIRES - $now
        $minutes = [Math]::Floor($seconds / 60)
        if ($seconds -ge 3600) {
            $left = ' {0}h{1:00}m' -f [Math]::Floor($minutes / 60), ($minutes % 60)
        } elseif ($seconds -ge $global:_rolecall_ending) {
            $left = " ${minutes}m"
        } elseif ($seconds -ge 60) {
            $left = " $red${minutes}m$plain"
        } elseif ($seconds -gt 0) {
            $left = " $red${seconds}s$plain"
        } else {
            $left = " ${red}expired$plain"
        }
    }
    if ($env:ROLECALL_SCOPE -in 'read-only', 'limited') { $left = " $env:ROLECALL_SCOPE$left" }
    $name = "${env:AWS_ACCOUNT_NAME}:${env:AWS_ACCOUNT_ROLE}"
    # Escapes in place of invisible and control characters.
    $name = [regex]::Replace($name, $global:_rolecall_hidden, {
            param($found)
            $text = $found.Value
            if ($text.Length -eq 2) {
                '\U{0:x8}' -f [char]::ConvertToUtf32($text, 0)
            } else {
                '\u{0:x4}' -f [int]$text[0]
            }
        })
    "$edge${kind}:($plain$name$left$edge)$plain"
}

# The user's prompt runs first, as it may show the status of the last command.
if ((Test-Path variable:global:_rolecall_in_front) -and
    "$function:prompt" -notmatch '_rolecall_own_prompt') {
    $function:global:_rolecall_own_prompt = $function:prompt
    function global:prompt {
        $own = _rolecall_own_prompt
        $segment = rolecall_prompt
        if ($segment) { "$segment $own" } else { $own }
    }
}
