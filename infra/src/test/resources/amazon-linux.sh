# Gives a scratch machine what the user data finds on Amazon Linux: stand-ins that note how they were called, in /mnt.
set -eu
stand_in() {
  mkdir -p "$(dirname "$1")"
  cat >"$1"
  chmod 755 "$1"
}
stand_in /usr/local/bin/dnf <<'SCRIPT'
#!/bin/sh
echo "$@" >>/mnt/dnf.log
SCRIPT
stand_in /usr/local/bin/aws <<'SCRIPT'
#!/bin/sh
echo "$@" >>/mnt/aws.log
[ "$1 $2" != "elbv2 describe-target-health" ] || exec cat /mnt/target-state
[ "$1 $2" != "s3 cp" ] || exec cp "/mnt/bucket/$(basename "$4")" "$5"
SCRIPT
stand_in /opt/aws/bin/cfn-signal <<'SCRIPT'
#!/bin/sh
echo "$@" >>/mnt/signal.log
SCRIPT
stand_in /opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl <<'SCRIPT'
#!/bin/sh
exec python3 -m json.tool /opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.json
SCRIPT
mkdir -p /opt/aws/amazon-cloudwatch-agent/etc
ip address add 169.254.169.254/32 dev lo
systemd-run --quiet --unit=metadata python3 /mnt/metadata.py /mnt/metadata
