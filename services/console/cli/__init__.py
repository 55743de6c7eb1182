"""`thidua`, the operator's command: data on stdout, talk on stderr, `--json` everywhere."""
