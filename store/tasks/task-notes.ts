/** What is written at the steps of a subject, and what was done with each of its tasks. */
import type { Note, PrismaClient, TaskEvent } from '../../generated/engine/client.ts';

/** A comment, or a paper with or without one. */
export type NewNote = Pick<Note, 'id' | 'subjectId' | 'taskId' | 'at' | 'author' | 'onBehalfOf'> &
  Partial<Pick<Note, 'documentId' | 'evidence' | 'textSealed'>>;

export type TaskNoteStore = ReturnType<typeof createTaskNoteStore>;

export function createTaskNoteStore(prisma: PrismaClient) {
  return {
    add: (note: NewNote): Promise<Note> => prisma.note.create({ data: note }),

    /** All of the subject, oldest first. */
    of: (subjectId: string): Promise<Note[]> =>
      prisma.note.findMany({ where: { subjectId }, orderBy: [{ at: 'asc' }, { id: 'asc' }] }),

    /** Oldest first. */
    eventsOf: (taskId: string): Promise<TaskEvent[]> =>
      prisma.taskEvent.findMany({ where: { taskId }, orderBy: { id: 'asc' } }),
  };
}

export type { Note };
