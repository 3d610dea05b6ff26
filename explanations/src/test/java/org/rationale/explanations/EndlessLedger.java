package org.rationale.explanations;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.rationale.explanations.ledger.Ledger;

/**
 * Adds entries, and prints the number of each that was acknowledged: as many as the third argument
 * says, opening the ledger for each of them, or until it is killed.
 */
final class EndlessLedger {

  private EndlessLedger() {}

  public static void main(String[] arguments) throws IOException {
    int times = arguments.length == 3 ? Integer.parseInt(arguments[2]) : 1;
    for (int i = 0; i < times; i++) {
      try (Ledger ledger =
          Ledger.open(
              Path.of(arguments[0]), Path.of(arguments[1]), Clock.systemUTC(), notice -> {})) {
        do {
          System.out.println(ledger.append(Map.of("answers", "yes"), Map.of("case", "somebody")));
        } while (arguments.length == 2);
      }
    }
  }
}
