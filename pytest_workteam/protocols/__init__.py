"""Wire protocols of AWS services: request bytes to parameters, results and errors to bytes."""
