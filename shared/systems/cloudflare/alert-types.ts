/**
 * The alert types that Cloudflare sends, each by the name that its dashboard and documentation give it (shortened where the
 * name only repeats "alert"): those of its documentation, and three that are not listed there but were seen. New ones come
 * without notice, so a type is any text.
 *
 * @see https://developers.cloudflare.com/api/resources/alerting/subresources/policies/methods/create/ field `alert_type`
 * @see https://developers.cloudflare.com/notifications/notification-available/
 */
export const ALERT_TYPE_NAMES = {
  abuse_report_alert: 'Abuse Report',
  access_custom_certificate_expiration_type: 'Access mTLS Certificate Expires',
  advanced_ddos_attack_l4_alert: 'Layer 3/4 DDoS Attack (Advanced)',
  advanced_ddos_attack_l7_alert: 'HTTP DDoS Attack (Advanced)',
  advanced_http_alert_error: 'Error Rate (Advanced)',
  bgp_hijack_notification: 'Route Leak or BGP Hijack',
  billing_usage_alert: 'Usage-Based Billing',
  block_notification_block_removed: 'Trust and Safety: Block Removed',
  block_notification_new_block: 'Trust and Safety: New Block',
  block_notification_review_rejected: 'Trust and Safety: Review Rejected',
  bot_traffic_basic_alert: 'Bot Traffic',
  brand_protection_alert: 'Brand Protection',
  brand_protection_digest: 'Brand Protection Digest',
  clickhouse_alert_fw_anomaly: 'Spike of Security Events',
  clickhouse_alert_fw_ent_anomaly: 'Spike of Security Events (Advanced)',
  closed_port_scan_alert: 'Port Was Closed',
  cloudforce_one_request_notification: 'Cloudforce One Request',
  cni_maintenance_notification: 'Network Interconnect Maintenance',
  custom_analytics: 'Custom Analytics',
  custom_bot_detection_alert: 'Custom Bot Detection',
  custom_ssl_certificate_event_type: 'Custom SSL Certificate',
  dedicated_ssl_certificate_event_type: 'Advanced SSL Certificate',
  device_connectivity_anomaly_alert: 'Device Connectivity Anomaly',
  dos_attack_l4: 'Layer 3/4 DDoS Attack',
  dos_attack_l7: 'HTTP DDoS Attack',
  expiring_service_token_alert: 'Access Service Token Expires',
  failing_logpush_job_disabled_alert: 'Failing Logpush Job Disabled',
  fbm_auto_advertisement: 'Network Flow: Auto-Advertisement',
  fbm_dosd_attack: 'Network Flow: DDoS Attack',
  fbm_volumetric_attack: 'Network Flow: Volumetric Attack',
  health_check_status_notification: 'Health Check Status',
  hostname_aop_custom_certificate_expiration_type:
    'Authenticated Origin Pulls Certificate Expires (Hostname)',
  http_alert_edge_error: 'Edge Error Rate',
  http_alert_origin_error: 'Origin Error Rate',
  image_notification: 'Images',
  image_resizing_notification: 'Image Resizing',
  incident_alert: 'Cloudflare Incident',
  load_balancing_health_alert: 'Load Balancing Health',
  load_balancing_pool_enablement_alert: 'Load Balancing Pool Enabled or Disabled',
  logo_match_alert: 'Brand Protection: Logo Match',
  magic_tunnel_health_check_event: 'Magic Tunnel Health Check',
  magic_wan_tunnel_health: 'Magic WAN Tunnel Health',
  maintenance_event_notification: 'Cloudflare Maintenance',
  mtls_certificate_store_certificate_expiration_type: 'mTLS Certificate Store Certificate Expires',
  open_port_scan_alert: 'Port Was Opened',
  pages_event_alert: 'Pages Project Updates',
  radar_notification: 'Radar',
  real_origin_monitoring: 'Origin Cannot Be Reached',
  scriptmonitor_alert_new_code_change_detections: 'Page Shield: Code Change',
  scriptmonitor_alert_new_hosts: 'Page Shield: New Domain',
  scriptmonitor_alert_new_malicious_hosts: 'Page Shield: Malicious Domain',
  scriptmonitor_alert_new_malicious_scripts: 'Page Shield: Malicious Script',
  scriptmonitor_alert_new_malicious_url: 'Page Shield: Malicious URL',
  scriptmonitor_alert_new_max_length_resource_url: 'Page Shield: Resource URL Too Long',
  scriptmonitor_alert_new_resources: 'Page Shield: New Resources',
  secondary_dns_all_primaries_failing: 'Secondary DNS: All Primaries Fail',
  secondary_dns_primaries_failing: 'Secondary DNS: Some Primaries Fail',
  secondary_dns_warning: 'Secondary DNS: Warning',
  secondary_dns_zone_successfully_updated: 'Secondary DNS: Zone Updated',
  secondary_dns_zone_validation_warning: 'Secondary DNS: Zone Validation Warning',
  security_insights_alert: 'Security Insight',
  sentinel_alert: 'Sentinel',
  stream_live_notifications: 'Stream Live',
  synthetic_test_latency_alert: 'Synthetic Test: High Latency',
  synthetic_test_low_availability_alert: 'Synthetic Test: Low Availability',
  traffic_anomalies_alert: 'Traffic Anomaly',
  tunnel_health_event: 'Tunnel Health',
  tunnel_update_event: 'Tunnel Created or Deleted',
  universal_ssl_event_type: 'Universal SSL Certificate',
  web_analytics_metrics_update: 'Web Analytics Report',
  workers_alert: 'Workers Usage Report',
  workers_observability_alert: 'Workers Observability',
  workers_observability_real_time_issue: 'Workers Issue',
  zone_aop_custom_certificate_expiration_type: 'Authenticated Origin Pulls Certificate Expires (Zone)',
} as const;

export type KnownAlertType = keyof typeof ALERT_TYPE_NAMES;

/** The ids of the alert types that have a name, in alphabetical order. */
export const KNOWN_ALERT_TYPES = Object.keys(ALERT_TYPE_NAMES) as readonly KnownAlertType[];

/** What a person calls an alert type; `undefined` for one that is not known. */
export function nameOfAlertType(alertType: string): string | undefined {
  return Object.hasOwn(ALERT_TYPE_NAMES, alertType)
    ? ALERT_TYPE_NAMES[alertType as KnownAlertType]
    : undefined;
}
