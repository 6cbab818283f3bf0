/** A table's name from its file's: `data/policies.parquet` is `policies`. */
export function tableName(file: string): string {
  return file.replace(/^.*[/\\]/, '').replace(/\.[^.]*$/, '');
}
