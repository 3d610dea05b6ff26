package org.rationale.reasoner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.rationale.kg.Sha256;

/**
 * The files of a pack that decide anything.
 *
 * @param folder of the pack
 */
record PackFiles(Path folder) {

  /** Files that a perceptor decides with: those that its configuration names, not its test data. */
  List<String> ofPerceptor(Object config) {
    List<String> files = new ArrayList<>();
    switch (config) {
      case String name -> {
        if (!name.isBlank() && name.length() < 256 && isInside(name)) {
          files.add(name);
        }
      }
      case List<?> list -> list.forEach(member -> files.addAll(ofPerceptor(member)));
      case Map<?, ?> map ->
          map.forEach(
              (key, value) -> {
                if (value != null
                    && !Set.of("labelled", "evaluation").contains(String.valueOf(key))) {
                  files.addAll(ofPerceptor(value));
                  if (key.equals("examples") && value instanceof String name) {
                    files.addAll(filesIn(name));
                  }
                }
              });
      case Object other -> {}
    }
    return files;
  }

  /** The files of a folder whose examples a perceptor compares with. */
  private List<String> filesIn(String name) {
    Path path;
    try {
      path = folder.resolve(name).normalize();
    } catch (InvalidPathException noFolder) {
      return List.of();
    }
    if (!path.startsWith(folder.normalize()) || !Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(path)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.normalize().relativize(file).toString().replace('\\', '/'))
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private boolean isInside(String name) {
    if (!name.matches("[\\w./ -]+")) {
      return false;
    }
    Path path = folder.resolve(name).normalize();
    return path.startsWith(folder.normalize()) && Files.isRegularFile(path);
  }

  /** The SHA-256 of each file by its name, sorted. */
  Map<String, String> hashes(Set<String> names) {
    Map<String, String> hashes = new TreeMap<>();
    for (String name : names) {
      try {
        hashes.put(name, Sha256.of(Files.readAllBytes(folder.resolve(name))));
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }
    return hashes;
  }
}
