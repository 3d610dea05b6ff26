package org.rationale.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.rationale.explanations.ledger.Ledger;
import org.rationale.kg.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "erase",
    mixinStandardHelpOptions = true,
    description = {
      "Erases what is personal of one entry of a ledger; the ledger verifies as before.",
      "Copies and backups of the file beside the ledger have to be erased too."
    })
final class EraseCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "LEDGER", description = "The ledger's file.")
  private Path ledger;

  @Parameters(index = "1", paramLabel = "ENTRY", description = "The entry's number, from 0.")
  private long entry;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields before it runs a command
  EraseCommand() {}

  @Override
  public Integer call() throws IOException {
    int erased = Ledger.erase(ledger, entry);
    if (erased == 0) {
      throw new InvalidInputException(
          "nothing-to-erase",
          ledger.toString(),
          "entry %d has no personal part, or has none any more.".formatted(entry),
          "Look up its number: the first entry is 0.");
    }
    spec.commandLine().getOut().printf("erased %d personal fields of entry %d%n", erased, entry);
    return 0;
  }
}
