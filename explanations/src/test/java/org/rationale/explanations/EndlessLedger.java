package org.rationale.explanations;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.rationale.explanations.ledger.Ledger;

/** Adds entries until it is killed, and prints the number of each that was acknowledged. */
final class EndlessLedger {

  private EndlessLedger() {}

  public static void main(String[] arguments) throws IOException {
    try (Ledger ledger =
        Ledger.open(
            Path.of(arguments[0]), Path.of(arguments[1]), Clock.systemUTC(), notice -> {})) {
      while (true) {
        System.out.println(ledger.append(Map.of("answers", "yes"), Map.of("case", "somebody")));
      }
    }
  }
}
