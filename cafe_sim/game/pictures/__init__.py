"""Pictures of a run: who did what when, as a value that every view draws, and as files to keep and to share."""
