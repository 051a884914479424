declare module '@n8n/scan-community-package/scanner/scanner.mjs' {
  /** Lints an unpacked package as n8n does before it lists it, with inline disables ignored. */
  export function analyzePackage(
    packageDir: string,
  ): Promise<{ passed: boolean; message?: string; details?: string }>;
}
