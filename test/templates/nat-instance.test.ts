import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseTemplate } from '../../src/core/catalogue/parse-template.ts';

let folder: string;

/** A machine's commands that write down how they are called. The kernel knows no rule yet. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nat-instance-'));
  mkdirSync(join(folder, 'etc/systemd/system'), { recursive: true });
  mkdirSync(join(folder, 'etc/sysctl.d'));
  const commands = {
    dnf: '',
    sysctl: '',
    systemctl: '',
    ip: 'echo "default via 10.0.0.1 dev ens5 proto dhcp"; echo "default via 10.0.0.1 dev ens6"',
    iptables: 'case " $* " in *" -C "*) exit 1 ;; esac',
  };
  for (const [name, does] of Object.entries(commands)) {
    writeFileSync(join(folder, name), `#!/bin/sh\necho "${name} $*" >> '${folder}/calls'\n${does}\n`);
    chmodSync(join(folder, name), 0o755);
  }
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(script: string): readonly string[] {
  writeFileSync(join(folder, 'calls'), '');
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
  execFileSync('bash', ['-c', script], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  return readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
}

function firstBoot(): string {
  const { Resources } = parseTemplate(readFileSync('templates/environment/egress.yaml', 'utf8')) as {
    Resources: { Instance: { Properties: { UserData: { 'Fn::Base64': string } } } };
  };
  return Resources.Instance.Properties.UserData['Fn::Base64'].replaceAll('/etc/', `${folder}/etc/`);
}

it('a NAT instance translates addresses after every start, not only after its first', () => {
  const first = run(firstBoot());
  expect(first.at(-1)).toBe('systemctl enable --now nat.service');
  const unit = readFileSync(join(folder, 'etc/systemd/system/nat.service'), 'utf8');
  expect(unit).toContain('WantedBy=multi-user.target');
  const [, start = 'exit 1'] = /^ExecStart=(.*)$/m.exec(unit) ?? [];
  expect(run(start)).toContain('iptables -t nat -A POSTROUTING -o ens5 -j MASQUERADE');
  expect(readFileSync(join(folder, 'etc/sysctl.d/90-nat.conf'), 'utf8')).toBe('net.ipv4.ip_forward=1\n');
});
