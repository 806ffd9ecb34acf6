import { isRecord } from '../../../src/core/catalogue/parse-template.ts';
import { always, type Rule, resourceRule, templateRule, unless } from './rule.ts';
import { isTrue, referred, textOf } from './values.ts';

const BALANCER_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  'routing.http.drop_invalid_header_fields.enabled': ['true'],
  'routing.http.desync_mitigation_mode': ['defensive', 'strictest'],
  'access_logs.s3.enabled': ['true'],
};
const TLS_POLICY = /^ELBSecurityPolicy-TLS13-1-[23]/;
const EDGE_TLS = ['TLSv1.2_2021', 'TLSv1.2_2025', 'TLSv1.3_2025'];
const EDGE_POLICIES = ['redirect-to-https', 'https-only'];

const balancer = resourceRule({
  id: 'load-balancer-is-careful',
  says: 'A load balancer drops broken headers, guards against request smuggling, and logs.',
  types: ['AWS::ElasticLoadBalancingV2::LoadBalancer'],
  check: ({ at }) => {
    const attributes = at('LoadBalancerAttributes').filter(isRecord);
    return Object.entries(BALANCER_ATTRIBUTES).map(([key, wanted]) => {
      const values = attributes.filter((attribute) => attribute.Key === key).map(({ Value }) => String(Value));
      return unless(
        always(values, (value) => wanted.includes(String(value))),
        `does not set ${key}`,
      );
    });
  },
});

const listener = resourceRule({
  id: 'listener-speaks-tls',
  says: 'Users who come by HTTP are sent to HTTPS where there is a certificate, and HTTPS is current.',
  types: ['AWS::ElasticLoadBalancingV2::Listener'],
  check: ({ properties, at }) => [
    unless(
      textOf(properties.Port) !== '80' || at('DefaultActions', 'Type').includes('redirect'),
      'never sends anybody to HTTPS',
    ),
    unless(
      !at('Protocol').includes('HTTPS') || at('SslPolicy').some((policy) => TLS_POLICY.test(textOf(policy))),
      'has no policy of TLS 1.3 and 1.2 alone',
    ),
  ],
});

const distribution = resourceRule({
  id: 'distribution-is-careful',
  says: 'A distribution speaks TLS on both sides, and logs.',
  types: ['AWS::CloudFront::Distribution'],
  check: ({ at, properties }, template) => {
    const config = ['DistributionConfig'];
    const viewers = ['DefaultCacheBehavior', 'CacheBehaviors'].flatMap((name) => at(...config, name)).filter(isRecord);
    const versions = at(...config, 'ViewerCertificate', 'MinimumProtocolVersion').filter(
      (value) => value !== undefined,
    );
    const origins = at(...config, 'Origins', 'CustomOriginConfig', 'OriginProtocolPolicy');
    const logs = [...at(...config, 'Logging'), ...template.ofType('AWS::Logs::DeliverySource')];
    return [
      unless(
        always(viewers, (viewer) => isRecord(viewer) && EDGE_POLICIES.includes(String(viewer.ViewerProtocolPolicy))),
        'answers plain HTTP',
      ),
      unless(
        versions.every((version) => EDGE_TLS.includes(String(version))),
        'speaks an old TLS',
      ),
      unless(!origins.includes('http-only'), 'asks an origin by plain HTTP'),
      unless(
        logs.some((log) => log !== undefined),
        'does not log',
      ),
      unless(!JSON.stringify(properties).includes('origin-access-identity/'), 'has an origin access identity'),
    ];
  },
});

const firewall = resourceRule({
  id: 'firewall-is-logged',
  says: 'What a web firewall decides is logged.',
  types: ['AWS::WAFv2::WebACL'],
  check: ({ id }, template) => {
    const logged = template
      .ofType('AWS::WAFv2::LoggingConfiguration')
      .flatMap(({ at }) => at('ResourceArn').map(referred));
    return unless(logged.includes(id), 'has no LoggingConfiguration');
  },
});

const trail = resourceRule({
  id: 'trail-is-whole',
  says: 'A trail covers every region, proves its files, and reaches CloudWatch.',
  types: ['AWS::CloudTrail::Trail'],
  check: ({ at, properties }) => [
    ...['IsMultiRegionTrail', 'IncludeGlobalServiceEvents', 'EnableLogFileValidation', 'IsLogging'].map((name) =>
      unless(always(at(name), isTrue), `does not say ${name}: true`),
    ),
    unless('CloudWatchLogsLogGroupArn' in properties, 'does not reach CloudWatch'),
  ],
});

const machine = resourceRule({
  id: 'state-machine-is-logged',
  says: 'A state machine logs and traces.',
  types: ['AWS::StepFunctions::StateMachine'],
  check: ({ properties }) => [
    unless('LoggingConfiguration' in properties, 'does not log'),
    unless('TracingConfiguration' in properties, 'does not trace'),
  ],
});

const logGroup = resourceRule({
  id: 'log-group-forgets',
  says: 'A log group says how long it keeps its lines.',
  types: ['AWS::Logs::LogGroup'],
  check: ({ properties }) => unless('RetentionInDays' in properties, 'keeps its lines for good'),
});

const logGroupName = resourceRule({
  id: 'log-group-is-under-installation',
  says: 'The name of a log group starts with the installation, or as its service demands.',
  types: ['AWS::Logs::LogGroup'],
  check: ({ at }) =>
    at('LogGroupName')
      .filter((name) => name !== undefined)
      .map(textOf)
      .filter((name) => !/^(\/\$\{Installation\}\/|aws-waf-logs-|\/aws\/)/.test(name))
      .map((name) => `is called ${name}`),
});

const alarm = resourceRule({
  id: 'alarm-is-heard',
  says: 'An alarm says in a sentence what is wrong, and reaches the topic of all alarms when it starts and when it ends.',
  types: ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'],
  check: ({ at, properties }) => [
    unless(
      at('AlarmActions').some((value) => referred(value) === 'AlertTopicArn'),
      'does not go to AlertTopicArn',
    ),
    unless(
      at('OKActions').some((value) => referred(value) === 'AlertTopicArn'),
      'does not say when it is over',
    ),
    unless('AlarmDescription' in properties, 'has no AlarmDescription'),
    unless(!('AlarmName' in properties), 'has a fixed name'),
  ],
});

const alarmsNeedTopic = templateRule({
  id: 'alarms-require-alerts',
  says: 'A template with alarms requires the topic that they go to.',
  check: ({ ofType, plinth }) =>
    unless(
      ofType('AWS::CloudWatch::Alarm').length === 0 || plinth.Requires.includes('alerts'),
      'has alarms and does not require `alerts`',
    ),
});

export const edgeRules: readonly Rule[] = [
  balancer,
  listener,
  distribution,
  firewall,
  trail,
  machine,
  logGroup,
  logGroupName,
  alarm,
  alarmsNeedTopic,
];
