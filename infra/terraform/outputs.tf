# The template's outputs (a test compares), but for the walkthrough's LDAPSURL, which is ldaps:// and nlb_dns_name.

output "ldaps_url" {
  description = "What clients are given. Next step: certtool check ldaps://NAME --ca CA.pem, from a client's network."
  value       = aws_cloudformation_stack.gateway.outputs["LdapsUrl"]
}

output "nlb_dns_name" {
  description = "Next step where HostedZoneId is empty: make DnsName an alias or CNAME of this."
  value       = aws_cloudformation_stack.gateway.outputs["NlbDnsName"]
}

output "nlb_hosted_zone_id" {
  description = "For an alias record made elsewhere."
  value       = aws_cloudformation_stack.gateway.outputs["NlbHostedZoneId"]
}

output "ldap_conf_snippet" {
  description = "For /etc/openldap/ldap.conf of a client, beside BASE; then ldapsearch needs no -H."
  value       = aws_cloudformation_stack.gateway.outputs["LdapConfSnippet"]
}

output "security_group_id" {
  description = "The machines' group. Next step where DirectorySecurityGroupId is empty: let the directory's group admit it on 389 or 636."
  value       = aws_cloudformation_stack.gateway.outputs["SecurityGroupId"]
}

output "target_group_arn" {
  description = "For weights between this group and another one (infra/README.md, blue and green)."
  value       = aws_cloudformation_stack.gateway.outputs["TargetGroupArn"]
}

output "load_balancer_security_group_id" {
  description = "For a second group of gateways behind this balancer."
  value       = aws_cloudformation_stack.gateway.outputs["LoadBalancerSecurityGroupId"]
}

output "listener_arn" {
  description = "For weights."
  value       = aws_cloudformation_stack.gateway.outputs["ListenerArn"]
}

output "alarm_topic_arn" {
  description = "Next step: subscribe whoever is on call. An address in AlarmEmail has to confirm first."
  value       = aws_cloudformation_stack.gateway.outputs["AlarmTopicArn"]
}

output "dashboard_url" {
  description = "What it looks like while it runs."
  value       = aws_cloudformation_stack.gateway.outputs["DashboardUrl"]
}
