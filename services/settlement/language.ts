import { z } from 'zod';

export const InLanguage = z.looseObject({ 'accept-language': z.string().optional() });
