package org.rationale.perception;

import java.nio.file.Path;
import org.rationale.kg.Progress;
import org.rationale.kg.RdfDocuments;

/**
 * What all that is opened for one pack shares.
 *
 * @param documents of the pack's folder, parsed once for all who read them
 * @param progress is told of what takes long
 * @param execution how models are run
 */
public record Opening(RdfDocuments documents, Progress progress, ExecutionSettings execution) {

  /** A quiet one that shares nothing with others. */
  public static Opening of(Path packFolder) {
    return new Opening(new RdfDocuments(packFolder), Progress.NONE, ExecutionSettings.standard());
  }

  /** What file names are relative to. */
  Path folder() {
    return documents.folder();
  }
}
