package org.rationale.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.rationale.datasets.BundledPacks;
import org.rationale.reasoner.CaseReader;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Reasoner;

/** The bundled packs, each opened once for all tests, and the decisions about their cases. */
final class BundledCases {

  private static final Map<String, Reasoner> REASONERS = new ConcurrentHashMap<>();
  private static final Map<BundledCase, Decision> DECISIONS = new ConcurrentHashMap<>();

  private BundledCases() {}

  /** One case of one pack. */
  record BundledCase(String pack, Path file) {
    Decision decision() {
      return DECISIONS.computeIfAbsent(this, BundledCase::decideAnew);
    }

    Decision decideAnew() {
      return reasoner(pack).decide(CaseReader.read(file));
    }

    @Override
    public String toString() {
      return pack + "/" + file.getFileName();
    }
  }

  /** Stays open: other tests use it too. */
  static Reasoner reasoner(String pack) {
    return REASONERS.computeIfAbsent(pack, name -> Reasoner.open(BundledPacks.folder(name)));
  }

  static List<BundledCase> all() {
    return BundledPacks.names().stream().flatMap(pack -> of(pack).stream()).toList();
  }

  static List<BundledCase> of(String pack) {
    return reasoner(pack).exampleCases().stream().map(file -> new BundledCase(pack, file)).toList();
  }

  static BundledCase named(String pack, String file) {
    return of(pack).stream()
        .filter(one -> one.file().getFileName().toString().equals(file))
        .findFirst()
        .orElseThrow();
  }

  /** The files of a folder of a pack that have an ending, in the order of their names. */
  static List<Path> files(String pack, String folder, String ending) {
    try (Stream<Path> files = Files.list(BundledPacks.folder(pack).resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The number of cases of each pack. */
  static Map<String, Integer> counts() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    all().forEach(one -> counts.merge(one.pack(), 1, Integer::sum));
    return counts;
  }
}
