"""What a paper is and what may be done with it, as values: NĐ 30/2020/NĐ-CP and its appendices."""
