/** Where the ciphertext lies. */
export interface Blobs {
  /** Whole or not at all, over whatever has the name. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  read(name: string): Promise<Uint8Array | undefined>;
  ping(): Promise<void>;
}
