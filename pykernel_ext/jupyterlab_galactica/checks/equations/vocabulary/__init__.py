"""What mathematics and physics call things: functions, letters, signs, units, laws."""
