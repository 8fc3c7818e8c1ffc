# Deploys ../cloudformation/gateway.yaml, the one source of what is made on AWS. The template is tested; this module only gives it to
# Terraform, which shows its plan by the template's change and keeps the outputs.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

locals {
  given = {
    ArchiveBucket            = var.archive_bucket
    ArchiveKey               = var.archive_key
    ArchiveSha256            = var.archive_sha256
    VpcId                    = var.vpc_id
    SubnetIds                = join(",", var.subnet_ids)
    BalancerNetworks         = var.balancer_networks
    TrustedNetwork           = var.trusted_network
    TrustedPrefixListId      = var.trusted_prefix_list_id
    TrustedSecurityGroupId   = var.trusted_security_group_id
    OpenStartTls             = var.open_start_tls
    OpenGlobalCatalog        = var.open_global_catalog
    DirectoryId              = var.directory_id
    Servers                  = var.servers
    DirectoryTransport       = var.directory_transport
    DirectoryCaKey           = var.directory_ca_key
    DirectorySecurityGroupId = var.directory_security_group_id
    CertificateSource        = var.certificate_source
    CertificateArn           = var.certificate_arn
    StoredCertificateArn     = var.stored_certificate_arn
    CertificateKmsKeyArn     = var.certificate_kms_key_arn
    DnsName                  = var.dns_name
    HostedZoneId             = var.hosted_zone_id
    HighAvailability         = var.high_availability
    InstanceType             = var.instance_type
    Image                    = var.image
    MaximumInstances         = var.maximum_instances
    DeletionProtection       = var.deletion_protection
    ScraperSecurityGroupId   = var.scraper_security_group_id
    AlarmEmail               = var.alarm_email
    AlarmZone1               = var.alarm_zone1
    AlarmZone2               = var.alarm_zone2
    BindFailuresPerMinute    = var.bind_failures_per_minute
    LogRetentionDays         = var.log_retention_days
  }
}

resource "aws_cloudformation_stack" "gateway" {
  name          = var.name
  template_body = file("${path.module}/../cloudformation/gateway.yaml")
  parameters    = { for name, value in local.given : name => value if value != null }
  capabilities  = ["CAPABILITY_IAM"]
  tags          = var.tags

  # The stack waits for its gateways to get ready, fifteen minutes at most, and goes back if they do not.
  timeouts {
    create = "45m"
    update = "60m"
    delete = "45m"
  }
}
