# A few ordinary commands, for their classes.
(program --help) >/dev/null
(program ca init --dir ca --name 'Example Root CA' --no-passphrase) >/dev/null
(program ca issue --dir ca --name ldap.example.com --out-dir live) >/dev/null
(program inspect live/chain.pem --json) >/dev/null
