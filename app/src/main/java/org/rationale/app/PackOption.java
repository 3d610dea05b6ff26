package org.rationale.app;

import java.nio.file.Files;
import java.nio.file.Path;
import org.rationale.datasets.BundledPacks;
import org.rationale.kg.InvalidInputException;

/** Finds a pack by what the user called it. */
final class PackOption {

  private PackOption() {}

  /** The folder of a bundled pack or, if there is none of that name, the folder itself. */
  static Path folder(String nameOrFolder) {
    if (BundledPacks.names().contains(nameOrFolder)) {
      return BundledPacks.folder(nameOrFolder);
    }
    Path folder = Path.of(nameOrFolder);
    if (!Files.isDirectory(folder)) {
      throw new InvalidInputException(
          "unknown-pack",
          nameOrFolder,
          "there is no pack of this name and no such folder.",
          "Bundled packs: %s. Or name a folder with a pack.yaml."
              .formatted(String.join(", ", BundledPacks.names())));
    }
    return folder;
  }
}
