/** The version in package.json, which the build puts in. */
declare const GIBBON_VERSION: string | undefined;

export const gibbonVersion: string = typeof GIBBON_VERSION === 'string' ? GIBBON_VERSION : 'unbuilt';
