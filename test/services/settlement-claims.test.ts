import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { wordsOf } from '../support/pdf-words.ts';
import { providerToken } from './harness.ts';
import {
  amounts,
  aRequest,
  commit,
  hospital,
  known,
  openDesk,
  other,
  pathOf,
  resident,
  recognise,
  service,
  since2020,
  statements,
  tell,
} from './settlement-desk.ts';

openDesk();

describe('a claim', () => {
  it('is settled by three layers that add up, each figure with its clause', async () => {
    const { status, body } = await commit(await known(since2020('extremelyPoor')), {
      lines: [{ kind: 'inpatient', total: '40000.00', inScope: '38000.00' }],
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ state: 'settled', year: 2026, total: '40000.00', inScope: '38000.00' });
    expect(
      body.layers.map(({ layer, eligible, deductible, paid, left }: any) => [layer, eligible, deductible, paid, left]),
    ).toEqual([
      ['basicInsurance', '38000.00', '600.00', '26180.00', '11820.00'],
      ['criticalIllnessInsurance', '11820.00', '7000.00', '3133.00', '8687.00'],
      ['medicalAssistance', '8687.00', '0.00', '6080.90', '2606.10'],
    ]);
    expect([body.paid, body.patientShare]).toEqual(['35393.90', '4606.10']);
    const [share] = body.layers[0].shares;
    expect(share.ratio).toMatchObject({ path: 'benefits.inpatient.resident.ratioByClass.class2', origin: 'example' });
  });

  it('takes four statements, the two of the transaction included, once the year is open', async () => {
    const personRef = await known();
    await commit(personRef);
    statements.length = 0;
    await commit(personRef);
    expect(statements.map((sql) => /\w+/.exec(sql)![0])).toEqual(['BEGIN', 'SELECT', 'WITH', 'COMMIT']);
  });

  it('answers a repeat the same, and refuses another body under its number', async () => {
    const [personRef, number] = [await known(), randomUUID()];
    const first = await commit(personRef, {}, number);
    const again = await commit(personRef, {}, number, other);
    expect([again.status, again.body]).toEqual([200, first.body]);
    const changed = await commit(personRef, { servedOn: '2026-03-01' }, number);
    expect([changed.status, changed.body.code]).toEqual([409, 'IDEMPOTENCY_CONFLICT']);
    expect(await amounts(personRef)).toMatchObject({ 'deductible:ordinary': '100.00' });
  });

  it('is committed once when it comes many times at once, over two instances', async () => {
    const [personRef, number] = [await known(), randomUUID()];
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) => commit(personRef, {}, number, n % 2 ? other : service)),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { body } of answers) expect(body).toEqual(answers[0]!.body);
    expect((await amounts(personRef)).annual).toBe('100.00');
  });

  it('never spends a deductible or a ceiling twice, however many come at once', async () => {
    const personRef = await known();
    const lines = [{ kind: 'ordinary', total: '300.00', inScope: '300.00' }];
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, n) => commit(personRef, { lines }, `${n}`, n % 2 ? other : service)),
    );
    const borne = answers.map(({ body }) => Number(body.layers[0].deductible));
    const paid = answers.map(({ body }) => Number(body.layers[0].paid));
    expect(borne.reduce((a, b) => a + b)).toBe(100);
    expect(paid.reduce((a, b) => a + b)).toBe(600);
    expect(await amounts(personRef)).toMatchObject({ 'deductible:ordinary': '100.00', 'yearly:ordinary': '600.00' });
  });

  it('is previewed without effect', async () => {
    const personRef = await known();
    const request = { institution: hospital, ...aRequest(personRef) };
    const preview = await service.call('POST', '/v1/claims/preview', request);
    expect(await amounts(personRef)).toEqual({});
    const committed = await commit(personRef);
    expect(committed.body).toMatchObject(preview.body);
  });

  it('names the figure that nobody supplied', async () => {
    const { status, body } = await commit(await known({ insurance: [{ ...resident, region: 'yangzhou' }] }), {
      region: 'yangzhou',
    });
    expect([status, body.code]).toEqual([422, 'PARAMETER_NOT_CONFIGURED']);
    expect(body.params).toMatchObject({ pack: 'yangzhou-employee', path: 'settlement.layers' });
  });
});

it.each([
  ['PUT', pathOf('1')],
  ['PUT', `${pathOf('1')}/reversal`],
  ['GET', `${pathOf('1')}/statement`],
  ['POST', '/v1/claims/preview'],
])('%s %s needs the shared token', async (method, path) => {
  expect(
    (await service.call(method, path, method === 'GET' ? undefined : {}, { authorization: 'Bearer wrong' })).status,
  ).toBe(401);
});

describe('a claim explains itself', () => {
  const number = randomUUID();
  const personRef = randomUUID();

  beforeAll(async () => {
    await tell(personRef, since2020('extremelyPoor'));
    await recognise(personRef);
    const lines = [{ kind: 'chronic', disease: 'diabetesComplicated', total: '500.00', inScope: '500.00' }];
    await commit(personRef, { lines, servedOn: '2026-02-20' }, number);
  });

  it('as a tree in words, with the clause of every figure', async () => {
    const { body } = await service.call('GET', `${pathOf(number)}/explanation`, undefined, { 'accept-language': 'en' });
    expect(body.words).toBe('Cost 500.00 yuan, of it 500.00 in scope; paid 389.00, by the patient 111.00');
    const [line] = body.children[0].children;
    expect(line.words).toContain('Line 1, chronic disease, outpatient (Diabetes');
    expect(line.children.map(({ code }: any) => code)).toEqual(['deductible', 'ratio', 'limit', 'limitNone', 'limit']);
    for (const { by } of line.children) expect(by.clause).toMatch(/^Example only/);
    const chinese = await service.call('GET', `${pathOf(number)}/explanation`);
    expect(chinese.body.words).toBe('费用总额500.00元，其中合规费用500.00元；各项保障共支付389.00元，个人承担111.00元');
  });

  it('and as a statement 结算单, in both languages', async () => {
    for (const [language, expected] of [
      ['zh-CN', ['结算单', '基本医疗保险', '医疗救助', number, '111.00', '示例市第二人民医院', '2026-03-02']],
      ['en', ['Statement of one-stop settlement', 'Medical assistance', number]],
    ] as const) {
      const headers = { authorization: `Bearer ${providerToken(hospital)}`, 'accept-language': language };
      const response = await fetch(`${service.url}${pathOf(number)}/statement`, { headers });
      expect(response.headers.get('content-type')).toContain('application/pdf');
      const text = (await wordsOf(Buffer.from(await response.arrayBuffer()))).join('\n');
      for (const piece of expected) expect(text).toContain(piece);
    }
  });
});

describe('bounds', () => {
  it.each([
    ['tomorrow', { servedOn: '2026-03-03' }, '/body/servedOn'],
    ['next year', { servedOn: '2027-01-01' }, '/body/servedOn'],
    ['2999', { servedOn: '2999-01-01' }, '/body/servedOn'],
    ['year 20', { servedOn: '0020-01-01' }, '/body/servedOn'],
    ['too much', { lines: [{ kind: 'ordinary', total: '99999999999.99', inScope: '1.00' }] }, '/body/lines/0/total'],
    ['nothing', { lines: [{ kind: 'ordinary', total: '0.00', inScope: '0.00' }] }, '/body/lines/0/total'],
  ])('a claim of %s is refused', async (_what, facts, where) => {
    const { status, body } = await commit(await known(), facts);
    expect([status, body.code, body.errors[0].where]).toEqual([400, 'INVALID_REQUEST', where]);
    expect(body.errors[0].problem).not.toBe('');
  });

  it('nor does a correction bring one to a day to come, or a preview show it', async () => {
    const [personRef, number] = [await known(), randomUUID()];
    await commit(personRef, {}, number);
    const claim = aRequest(personRef, { servedOn: '2026-03-03' });
    const corrected = await service.call('PUT', `${pathOf(number)}/corrections/${randomUUID()}`, {
      reason: 'x',
      claim,
    });
    const previewed = await service.call('POST', '/v1/claims/preview', { institution: hospital, ...claim });
    expect([corrected.status, previewed.status]).toEqual([400, 400]);
  });

  it.each([
    ['more in scope than is given back', { total: '100.00', inScope: '200.00' }],
    ['nothing', { total: '0.00', inScope: '0.00' }],
    ['less than would leave as much in scope as is left', { total: '150.00', inScope: '0.00' }],
    ['more than was claimed', { total: '400.01', inScope: '300.00' }],
    ['what no line is of', { total: '1.00', inScope: '1.00', line: 7 }],
  ])('of a line nobody gives back %s', async (_what, back) => {
    const [personRef, number] = [await known(), randomUUID()];
    const { body } = await commit(personRef, {}, number);
    const refund = { reason: 'returned', lines: [{ line: 0, ...back }] };
    expect((await service.call('PUT', `${pathOf(number)}/refunds/${randomUUID()}`, refund)).status).toBe(400);
    expect((await service.call('GET', pathOf(number))).body).toEqual(body);
  });

  it('all of it given back is all of it: nothing is used up, and nothing is paid', async () => {
    const [personRef, number] = [await known(since2020('extremelyPoor')), randomUUID()];
    await commit(personRef, { servedOn: '2026-01-05' });
    const before = await amounts(personRef);
    await commit(personRef, { lines: [{ kind: 'inpatient', total: '40000.00', inScope: '38000.00' }] }, number);
    const lines = [{ line: 0, total: '40000.00', inScope: '38000.00' }];
    const refund = { reason: 'returned', lines };
    const { body } = await service.call('PUT', `${pathOf(number)}/refunds/${randomUUID()}`, refund);
    expect(body).toMatchObject({ total: '0.00', paid: '0.00', patientShare: '0.00' });
    expect(await amounts(personRef)).toEqual(before);
  });

  it('a local claim is of an institution that the register has', async () => {
    const path = `/v1/institutions/a-shop-around-the-corner/claims/${randomUUID()}`;
    const { status, body } = await service.call('PUT', path, aRequest(await known()));
    expect([status, body.code, body.params.why]).toEqual([422, 'NOT_COVERED', 'notDesignated']);
  });
});
