# One variable for each parameter of ../cloudformation/gateway.yaml, whose descriptions these are (a test compares). One that is null
# takes the template's default, and the template checks the values.

variable "name" {
  description = "The stack's name, and the first part of its resources' names."
  type        = string
  default     = "ldap"
}

variable "tags" {
  description = "Tags of the stack and all that it makes."
  type        = map(string)
  default     = {}
}

# The software

variable "archive_bucket" {
  description = "S3 bucket of this region that holds the archive (and DirectoryCaKey)."
  type        = string
}

variable "archive_key" {
  description = "The archive's key in the bucket, dirgate-VERSION.tar.gz as the build made it. A new version is a new key."
  type        = string
}

variable "archive_sha256" {
  description = "The archive's SHA-256 in hexadecimal (sha256sum dirgate-VERSION.tar.gz). Anything else is not installed."
  type        = string
}

# The network

variable "vpc_id" {
  description = "The VPC of the directory, or one that reaches it. DNS support and host names must be on."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets, one a zone, two or more. They reach S3 and the AWS services named in infra/README.md."
  type        = list(string)
}

variable "balancer_networks" {
  description = "Networks of SubnetIds, separated by commas, where the balancer's addresses are. Their PROXY headers are believed. Empty for all of the VPC."
  type        = string
  default     = null
}

variable "trusted_network" {
  description = "IPv4 network of the clients."
  type        = string
}

variable "trusted_prefix_list_id" {
  description = "Prefix list of further client networks, IPv4 or IPv6. Empty for none."
  type        = string
  default     = null
}

variable "trusted_security_group_id" {
  description = "Security group of further clients. Empty for none."
  type        = string
  default     = null
}

variable "open_start_tls" {
  description = "Also listen on 389, where everything before StartTLS is refused. Not with CertificateSource=nlb."
  type        = string
  default     = null
}

variable "open_global_catalog" {
  description = "Also listen on 3269 (and 3268 if OpenStartTls), for clients that insist on these ports. They get the domain's LDAP."
  type        = string
  default     = null
}

# The directory

variable "directory_id" {
  description = "Directory Service id, d- and ten digits. Its servers are found and followed. Else give Servers."
  type        = string
  default     = null
}

variable "servers" {
  description = "Fixed servers instead, host:port separated by commas, such as 10.0.1.10:389,10.0.2.10:389."
  type        = string
  default     = null
}

variable "directory_transport" {
  description = "From the gateway to the servers. Simple AD speaks plain; Managed AD with certificates takes ldaps."
  type        = string
  default     = null
}

variable "directory_ca_key" {
  description = "Key in ArchiveBucket of the PEM file of the authority behind the servers' certificates, for startTls and ldaps."
  type        = string
  default     = null
}

variable "directory_security_group_id" {
  description = "Security group of the directory (d-..._controllers), which then admits the gateway on 389 and 636. Empty if you open it yourself."
  type        = string
  default     = null
}

# The certificate

variable "certificate_source" {
  description = "acm: exported from ACM by the gateway (private authority, or public and requested as exportable). secret: PEM or PKCS#12 in Secrets Manager, made by certtool. nlb: the balancer ends TLS, as in the walkthrough; imported certificates work only there."
  type        = string
  default     = null
}

variable "certificate_arn" {
  description = "ACM certificate for acm and nlb."
  type        = string
  default     = null
}

variable "stored_certificate_arn" {
  description = "Secret for secret."
  type        = string
  default     = null
}

variable "certificate_kms_key_arn" {
  description = "Customer key that the secret is encrypted with. Empty for the account's default key."
  type        = string
  default     = null
}

# The name

variable "dns_name" {
  description = "The name that clients use and the certificate bears, such as ldap.corp.example.com."
  type        = string
}

variable "hosted_zone_id" {
  description = "Route 53 zone (private) in which DnsName becomes an alias of the balancer. Empty if your DNS is elsewhere."
  type        = string
  default     = null
}

# The machines

variable "high_availability" {
  description = "Two machines or more. false is one machine that is replaced when it fails."
  type        = bool
  default     = null
}

variable "instance_type" {
  description = "Of the architecture of Image. The gateway's flags take some 300 MiB of memory."
  type        = string
  default     = null
}

variable "image" {
  description = "Amazon Linux 2023 of InstanceType's architecture, the newest at each update of the stack."
  type        = string
  default     = null
}

variable "maximum_instances" {
  description = "Upper bound of the group; updates take one machine more for a while."
  type        = number
  default     = null
}

variable "deletion_protection" {
  description = "Whether the balancer refuses to be deleted."
  type        = bool
  default     = null
}

# Watching it

variable "scraper_security_group_id" {
  description = "Security group of a Prometheus that reads /metrics of the gateways on 8389. Empty for none."
  type        = string
  default     = null
}

variable "alarm_email" {
  description = "Subscribed to the alarms' topic. Empty for none; the topic is there anyway."
  type        = string
  default     = null
}

variable "alarm_zone1" {
  description = "First zone of SubnetIds (eu-central-1a), to be told when it has no healthy gateway. Empty for no such alarm."
  type        = string
  default     = null
}

variable "alarm_zone2" {
  description = "Second zone of SubnetIds."
  type        = string
  default     = null
}

variable "bind_failures_per_minute" {
  description = "More failed binds than this in a minute, five minutes long, raise an alarm."
  type        = number
  default     = null
}

variable "log_retention_days" {
  description = "How long CloudWatch keeps the access log and the gateways' own log."
  type        = number
  default     = null
}
