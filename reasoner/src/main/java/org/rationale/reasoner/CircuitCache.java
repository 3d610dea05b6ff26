package org.rationale.reasoner;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Circuits by the shape of the program that they were compiled from, so that cases of one shape
 * compile once. The least recently used are forgotten. Safe for use by many threads; a circuit is a
 * function of its shape, so that sharing changes nothing but the time.
 */
final class CircuitCache {

  private static final long BYTES = 128L << 20;

  /** Of the whole process. */
  static final CircuitCache SHARED = new CircuitCache(BYTES);

  private final long maximumBytes;
  private final LinkedHashMap<GroundProgram.Key, Compiled> circuits =
      new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;
  private long hits;

  /**
   * @param maximumBytes what circuits and shapes may take together
   */
  CircuitCache(long maximumBytes) {
    this.maximumBytes = maximumBytes;
  }

  synchronized Optional<Compiled> find(GroundProgram.Key key) {
    Compiled circuit = circuits.get(key);
    if (circuit != null) {
      hits++;
    }
    return Optional.ofNullable(circuit);
  }

  synchronized void add(GroundProgram.Key key, Compiled circuit) {
    long size = bytes(key, circuit);
    if (size > maximumBytes / 2 || circuits.containsKey(key)) {
      return;
    }
    circuits.put(key, circuit);
    bytes += size;
    var eldest = circuits.entrySet().iterator();
    while (bytes > maximumBytes) {
      Map.Entry<GroundProgram.Key, Compiled> entry = eldest.next();
      bytes -= bytes(entry.getKey(), entry.getValue());
      eldest.remove();
    }
  }

  private static long bytes(GroundProgram.Key key, Compiled circuit) {
    return 4L * key.size() + circuit.bytes() + 200;
  }

  /** How many are kept. */
  synchronized int size() {
    return circuits.size();
  }

  /** How often one was found. */
  synchronized long hits() {
    return hits;
  }
}
