import type { RecordKind } from '../../domain/policy/schema.ts';
import { exampleSheet } from './lettering.ts';
import { pdf } from './pdf.ts';
import { jpeg, png } from './pictures.ts';

/** What a person would scan or photograph for each kind of record. */
export const paperFor: Readonly<Record<RecordKind, string>> = {
  diagnosis: 'diagnosis-certificate.pdf',
  inpatientStay: 'discharge-summary.pdf',
  pathology: 'pathology-report.png',
  laboratory: 'laboratory-report.png',
  treatment: 'treatment-record.jpg',
  imaging: 'imaging-report.jpg',
};

export const papers: Readonly<Record<string, Buffer>> = {
  [paperFor.diagnosis]: pdf({ zh: '疾病诊断证明书', en: 'Certificate of diagnosis' }),
  [paperFor.inpatientStay]: pdf({ zh: '出院小结', en: 'Discharge summary' }),
  [paperFor.pathology]: png(exampleSheet('PATHOLOGY')),
  [paperFor.laboratory]: png(exampleSheet('LABORATORY')),
  [paperFor.treatment]: jpeg(exampleSheet('TREATMENT')),
  [paperFor.imaging]: jpeg(exampleSheet('IMAGING')),
};
