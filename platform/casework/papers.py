"""The papers that the platform makes of a case: summary, receipt, worksheet, letters. Made once, kept with the case."""
