import type { Component } from '../../src/core/catalogue/component.ts';
import { isRecord, parseTemplate } from '../../src/core/catalogue/parse-template.ts';

const ALARMS = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'];

/** What each alarm of a component says when it goes off. */
export function alarmsOf({ templateBody }: Component): readonly string[] {
  const { Resources } = parseTemplate(templateBody);
  return Object.values(isRecord(Resources) ? Resources : {})
    .filter(isRecord)
    .filter(({ Type }) => ALARMS.includes(String(Type)))
    .map(({ Properties }) => sentence(isRecord(Properties) ? Properties.AlarmDescription : undefined));
}

function sentence(description: unknown): string {
  const text = isRecord(description) ? description['Fn::Sub'] : description;
  const words = String(Array.isArray(text) ? text[0] : (text ?? 'An alarm without words'))
    .replaceAll('\n', ' ')
    .trim();
  return words.endsWith('.') ? words : `${words}.`;
}
